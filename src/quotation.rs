//! Quotations: the words of the documents that the most important rows rest on.

use crate::evidence::{Document, Source, unquoted};

/// A quotation from a document.
///
/// ```
/// use instance_lifecycle::rules::Quotation;
/// use instance_lifecycle::Operation;
///
/// let source = Operation::StopInstance.rule_table().refusals.iter().find(|row| row.rule == "security-lock");
/// let source = source.expect("a rule of the page").source;
/// let mut quotations = Quotation::of("StopInstance", "security-lock", source);
/// assert!(quotations.all(|quotation| quotation.document == source.document));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The operation of the row, `event`, or `interpretation`.
    pub section: &'static str,
    /// The name of the rule, resource, event or interpretation.
    pub name: &'static str,
    /// The document.
    pub document: Document,
    /// The place in the document; `None` for every row of that name that cites the document.
    pub place: Option<&'static str>,
    /// The words, verbatim: at most 15.
    pub words: &'static str,
}

impl Quotation {
    /// Returns the quotations beside a row of that name that cites this source.
    pub fn of<'a>(
        section: &'a str,
        name: &'a str,
        source: Source,
    ) -> impl Iterator<Item = &'static Self> + 'a {
        QUOTATIONS.iter().filter(move |quotation| {
            (quotation.section, quotation.name, quotation.document) == (section, name, source.document)
                && quotation.place.is_none_or(|place| place == source.place)
        })
    }
}

macro_rules! quotations {
    ($($section:literal $name:literal $document:ident $(/ $place:tt)? $words:literal;)+) => {
        /// The quotations, in the order of the operations.
        pub const QUOTATIONS: &[Quotation] = &[$(Quotation {
            section: $section,
            name: $name,
            document: Document::$document,
            place: quotations!(@ $($place)?),
            words: $words,
        }),+];
    };
    (@) => { None };
    (@ $place:tt) => { Some(unquoted(stringify!($place))) };
}

#[rustfmt::skip] // a table: one line a quotation
quotations! {
    "StopInstance"          "status-not-running"          StopPage2024/1                      "Stops an Elastic Compute Service (ECS) instance in the Running state.";
    "StopInstance"          "security-lock"               StopPage2024/precautions            "cannot call this operation to stop an ECS instance that is locked for security reasons";
    "StopInstance"          "security-lock"               LockPage2025/table                  "StopInstance Unaffected";
    "StopInstance"          "expired-or-in-arrears"       StopPage2024/5                      "your prepay instance is expired (prepay mode) or in arrears (afterpay mode)";
    "StopInstance"          "expired-or-in-arrears"       OverdueGuide2023/overdue            "Within 15 days after the payment becomes overdue, the instance continues running.";
    "StopInstance"          "expired-or-in-arrears"       OverdueGuide2023/subscription       "can use the resources as expected even if payments become overdue in your account";
    "StopInstance"          "expired-or-in-arrears"       ArrearsApiPage2020/instance         "contains `LockReason: financial`, overdue payments are generated.";
    "StopInstance"          "expired-or-in-arrears"       ArrearsApiPage2020/disk             "Disk for which overdue payments are generated";
    "StopInstance"          "confirm-stop"                StopPage2024/4                      "The input parameter ConfirmStop must be true when an instance have localstorage.";
    "StopInstance"          "confirm-stop"                StopPage2021/ConfirmStop            "This parameter is required and takes effect only for instances of the i1 instance family.";
    "StopInstance"          "hibernation-not-enabled"     StopPage2024/15                     "The instance hibernation configured option is not enabled.";
    "StopInstance"          "hibernation-forbids"         HibernationGuide2021/limits         "you can select only the No Fees for Hibernated Instances option";
    "StopInstance"          "economical-spot"             StopPage2024/9                      "Spot instance does not support this operation.";
    "StopInstance"          "economical-spot"             EconomicalGuide2021/conditions      "The instances are pay-as-you-go or preemptible instances.";
    "StopInstance"          "hibernate-in-standard-mode"  HibernationGuide2021/limits         "you can select only the No Fees for Hibernated Instances option";
    "StopInstance"          "stop-economically"           StopPage2024/StoppedMode            "you have enabled this mode in the ECS console, the default value is StopCharging";
    "StopInstance"          "stop-economically"           EconomicalGuide2021/conditions      "The instances are pay-as-you-go or preemptible instances.";
    "StopInstance"          "stop-economically"           EconomicalGuide2026/default         "该配置仅调整控制台的默认选项";
    "StopInstance"          "stop-in-standard-mode"       StopPage2025/StoppedMode            "the system stops the instance and does not report errors during the operation call";
    "StopInstance"          "LocalDisks"                  StopPage2021                        "After the instance is stopped, data in its local disks is cleared.";
    "StopInstance"          "LocalDisks"                  LocalDiskGuide2021                  "stop an instance by using the ECS console, or forcibly stop an instance.|Retained|Retained";
    "StopInstance"          "PublicBandwidth"             HibernationGuide2021                "Bandwidth|Continue billing|Continue billing";
    "StopInstance"          "Vcpu"                        EconomicalGuide2021                 "You are no longer charged for these resources.";
    "StopInstance"          "Memory"                      EconomicalGuide2021                 "You are no longer charged for these resources.";
    "StopInstance"          "StaticPublicIp"              EconomicalGuide2021                 "the public IP address may change when the instance is restarted";
    "StopInstance"          "StaticPublicIp"              StopPage2024                        "The instance type resources and public IP address of the instance are retained.";
    "StopInstance"          "PrivateIp"                   EconomicalGuide2021                 "However, the private IP address remains unchanged.";
    "StopInstance"          "ImageLicence"                StopPage2025                        "computing resources (vCPUs, memory, and GPUs), image licenses";
    "StopInstance"          "CpuCredits"                  CreditGuide2021                     "当前CPU积分余额失效，不会继续获得CPU积分";
    "StartInstance"         "security-lock"               StartPage2025/precautions           "cannot call this operation to start an ECS instance that is locked for security reasons";
    "StartInstance"         "initializing"                StartPage2017/InstanceNotReady      "指定的 Instance 还没有创建完";
    "StartInstance"         "stock"                       StartPage2025/precautions           "the instance may fail to be started due to insufficient resources";
    "StartInstance"         "stock"                       SpotStopGuide2019/table             "如果资源库存不足，不能启动";
    "StartInstance"         "start-on-new-compute"        SpotStopGuide2019/table             "如果资源库存不足，不能启动";
    "StartInstance"         "expired-subscription"        OverdueGuide2023/subscription       "can use the resources as expected even if payments become overdue in your account";
    "StartInstance"         "expired-pay-as-you-go"       ArrearsApiPage2020/instance         "contains `LockReason: financial`, overdue payments are generated.";
    "RebootInstance"        "expired-or-in-arrears"       ArrearsApiPage2020/instance         "contains `LockReason: financial`, overdue payments are generated.";
    "RebootInstance"        "expired-or-in-arrears"       ArrearsApiPage2020/disk             "Disk for which overdue payments are generated";
    "RebootInstance"        "reboot-at-once"              RebootPage2025/description          "the operation sets the status of the ECS instance to `Starting`";
    "RebootInstance"        "reboot-via-stopping"         LifecycleGuide2021/restart          "实例先进入停止中（Stopping）状态，然后进入启动中（Starting）状态";
    "DeleteInstance"        "charge-type"                 LifecycleGuide2021/release          "不支持直接释放未到期的包年包月实例";
    "DeleteInstance"        "security-lock"               DeletePage2025/note                 "cloud disks attached to the instance are released even if DeleteWithInstance is set to false";
    "DeleteInstance"        "DataDisks"                   DeletePage2025                      "The cloud disks for which `DeleteWithInstance` is set to false are retained as pay-as-you-go disks";
    "DeleteInstance"        "Snapshots"                   DeletePage2025                      "manual snapshots of the cloud disks attached to the instance are retained";
    "ReActivateInstances"   "reactivate-stopped"          ReactivatePage2025/description      "reactivates the instance to restore the instance to the status before the payment became overdue";
    "ReActivateInstances"   "reactivate-and-start"        ReactivatePage2020/description      "After the operation is called, the instance enters the **Starting**";
    "event"                 "HibernationFailed"           HibernationGuide2021                "If the instance fails to be hibernated, the instance is automatically shut down.";
    "event"                 "GuestShutdown"               EconomicalGuide2021                 "If you stop an instance from within the operating system";
    "event"                 "ArrearsStopped"              OverdueGuide2023                    "(day T+15) and billing for the instance also stops";
    "event"                 "SpotInterruptionNoticed"     SpotGuide2020                       "preemptible instance is not released due to fluctuations in market price during the protection period";
    "interpretation"        "account-switch"              StopPage2024/StoppedMode            "you have enabled this mode in the ECS console, the default value is StopCharging";
    "interpretation"        "account-switch"              EconomicalGuide2026/default         "该配置仅调整控制台的默认选项";
    "interpretation"        "arrears-before-stop"         OverdueGuide2023/overdue            "Within 15 days after the payment becomes overdue, the instance continues running.";
    "interpretation"        "lock-stops"                  LifecycleGuide2020/Locked           "your instance enters the Locked state";
    "interpretation"        "system-disk-kept"            DeletePage2025/description          "The cloud disks for which `DeleteWithInstance` is set to false are retained as pay-as-you-go disks";
    "interpretation"        "system-disk-kept"            LifecycleGuide2021/release          "固定公网IP、系统盘、设置随实例释放的数据盘等数据和资源随之释放";
    "interpretation"        "arrears-stop-mode"           EconomicalGuide2021/overdue         "The public IP address is retained and does not change when the instance is reactivated.";
    "interpretation"        "arrears-stop-mode"           CreditGuide2021/stop                "按量付费实例欠费停机，当前CPU积分余额保留，但不会继续获得CPU积分";
    "interpretation"        "ineligible-stop-charging"    SdkComments2025/StoppedMode         "the system stops the instance and does not report errors during the operation call";
    "interpretation"        "security-locked-stop"        StopPage2024/precautions            "cannot call this operation to stop an ECS instance that is locked for security reasons";
    "interpretation"        "hibernated-bandwidth"        HibernationGuide2021/billing        "Bandwidth|Continue billing|Continue billing";
}
