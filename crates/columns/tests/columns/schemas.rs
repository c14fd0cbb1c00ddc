//! Tables whose columns are not those of calls.

use arrow_schema::{DataType, Field, Fields, Schema};
use instance_lifecycle_columns::Reader;
use instance_lifecycle_wire::Defaults;
use std::sync::Arc;

fn structure(fields: &[(&str, DataType)]) -> DataType {
    DataType::Struct(
        fields.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true)).collect::<Fields>(),
    )
}

fn list(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", item, true)))
}

fn error(columns: &[(&str, DataType)]) -> Option<String> {
    let fields = columns.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    Reader::new(&schema, Defaults::default()).err().map(|error| error.to_string())
}

#[test]
fn a_wrong_column_is_named_with_what_was_expected_and_found() {
    use DataType::{Binary, Boolean, Date32, Int64, Null, Utf8};
    type Columns<'a> = &'a [(&'a str, DataType)];
    #[rustfmt::skip]
    let table: &[(Columns<'_>, Option<&str>)] = &[
        (&[("Status", Utf8)], None),
        (&[("Status", Null), ("InstanceType", Utf8)], None),
        (&[("Status", Utf8), ("CreationTime", Date32), ("Owner", Binary)], None),
        (&[("Status", Int64)], Some("column `Status`: expected a text, found `Int64`")),
        (&[("Status", DataType::Dictionary(Box::new(DataType::Int8), Box::new(Int64)))],
            Some("column `Status`: expected a text, found `Dictionary(Int8, Int64)`")),
        (&[("DeletionProtection", Date32)], Some("column `DeletionProtection`: expected a boolean, a text or a number, found `Date32`")),
        (&[("GPUAmount", Boolean)], Some("column `GPUAmount`: expected a number or a text, found `Boolean`")),
        (&[("Status", Utf8), ("AutoReleaseTime", Date32)], None),
        (&[("OperationLocks", Int64)], Some("column `OperationLocks`: expected a list, a struct or a text, found `Int64`")),
        (&[("OperationLocks", list(list(Binary)))], Some("column `OperationLocks`: expected a text, a boolean, a number, a list or a struct, found `Binary`")),
        (&[("Disks", list(structure(&[("DiskId", Binary), ("Type", Binary)])))],
            Some("column `Disks.Type`: expected a text, a boolean, a number, a list or a struct, found `Binary`")),
        (&[("HibernationOptions", Utf8)], Some("column `HibernationOptions`: expected a struct, found `Utf8`")),
        (&[("HibernationOptions", structure(&[("Configured", Date32)]))],
            Some("column `HibernationOptions.Configured`: expected a boolean, a text or a number, found `Date32`")),
        (&[("Instance", Utf8)], Some("column `Instance`: expected a struct, found `Utf8`")),
        (&[("Instance", structure(&[("Status", Int64)]))], Some("column `Instance.Status`: expected a text, found `Int64`")),
        (&[("Status", Utf8), ("Request", structure(&[("Action", Utf8), ("DryRn", Boolean)]))],
            Some("column `Request.DryRn`: unknown field; did you mean `DryRun`?")),
        (&[("Status", Utf8), ("Request.Reason", Utf8)], Some("column `Request.Reason`: unknown field")),
        (&[("Status", Utf8), ("Environment.stock", Utf8)], Some("column `Environment.stock`: unknown field; did you mean `Stock`?")),
        (&[("Status", Utf8), ("Facts.DiskStatus", Boolean)], Some("column `Facts.DiskStatus`: expected a text, found `Boolean`")),
        (&[("Status", Utf8), ("Facts", structure(&[("Diskstatus", Utf8)]))],
            Some("column `Facts.Diskstatus`: unknown field; did you mean `DiskStatus`?")),
        (&[("instance_charge_type", Utf8), ("Status", Utf8)],
            Some("column `instance_charge_type`: expected the vendor's spelling `InstanceChargeType`")),
        (&[("Status", Utf8), ("Instance", structure(&[("Status", Utf8)]))],
            Some("column `Instance.Status`: the field is also in the column `Status`")),
        (&[("Action", Utf8), ("Request.Action", Utf8)], Some("column `Request.Action`: the field is also in the column `Action`")),
        (&[("InstanceId", Utf8), ("State", Utf8), ("Action", Utf8)],
            Some("no column `Status`: expected the status of each instance beside `InstanceId`")),
        (&[("Instance", structure(&[("InstanceId", Utf8)])), ("Action", Utf8)],
            Some("no column `Status`: expected the status of each instance beside `Instance`")),
        (&[("Name", Utf8), ("Environment.Stock", Utf8)],
            Some("no column of the table is read: expected fields of DescribeInstances such as `Status`, or the structs `Instance` and `Request`")),
    ];
    for (columns, expected) in table {
        assert_eq!(error(columns).as_deref(), *expected, "{columns:?}");
    }
}
