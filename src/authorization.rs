//! Authorization: the permissions that RAM, the vendor's access management, requires for a call, as the
//! pages of the operations list them.
//!
//! No decision depends on them: a plan says nothing of the permissions of the caller.

use crate::closed_set::closed_set;
use crate::evidence::Document;
use core::fmt;

closed_set! {
    /// The access level of an action.
    #[non_exhaustive]
    AccessLevel {
        /// Creates resources.
        Create = "create",
        /// Deletes resources.
        Delete = "delete",
        /// Reads one resource.
        Get = "get",
        /// Lists resources.
        List = "list",
        /// Changes resources.
        Update = "update",
    }
}

closed_set! {
    /// The type of resource that a policy can name.
    #[non_exhaustive]
    ResourceType {
        /// An instance.
        Instance,
        /// A security group.
        SecurityGroup,
        /// Every resource: the action cannot be granted for a single one.
        AllResources = "All Resources",
    }
}

/// A permission: one row of the authorization table of an operation.
///
/// ```
/// use instance_lifecycle::authorization;
///
/// let permission = authorization::of("StopInstance").next().expect("a row of the page");
/// assert_eq!(permission.action, "ecs:StopInstance");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The name of the operation. Some are no [`Operation`](crate::Operation), such as
    /// `DescribeInstances`.
    pub operation: &'static str,
    /// The value of `Action` in a policy: `ecs:StopInstance`.
    pub action: &'static str,
    /// The access level.
    pub access_level: AccessLevel,
    /// The resource type.
    pub resource_type: ResourceType,
    /// Whether the page marks the resource type as required.
    pub is_required: bool,
    /// The template of the resource name, verbatim.
    pub arn_template: &'static str,
    /// The keys that conditions of a policy can use.
    pub condition_keys: &'static [&'static str],
    /// The operations that the caller must be allowed to perform as well.
    pub associated_operations: &'static [&'static str],
    /// The page.
    pub document: Document,
}

impl Permission {
    /// Returns the resource name for a region, an account and an instance; `*` stands for any. A
    /// security group is not chosen: its id is `*`.
    ///
    /// ```
    /// use instance_lifecycle::authorization;
    ///
    /// let permission = authorization::of("StopInstance").next().expect("a permission");
    /// assert_eq!(permission.action, "ecs:StopInstance");
    /// assert_eq!(
    ///     permission.arn("cn-hangzhou", "1234567890", "i-1").to_string(),
    ///     "acs:ecs:cn-hangzhou:1234567890:instance/i-1"
    /// );
    /// ```
    #[must_use]
    pub const fn arn<'a>(&self, region: &'a str, account: &'a str, instance: &'a str) -> Arn<'a> {
        Arn { template: self.arn_template, region, account, instance }
    }
}

/// Returns the permissions of an operation; none if no page of it is transcribed.
pub fn of(operation: &str) -> impl Iterator<Item = &'static Permission> {
    PERMISSIONS.iter().filter(move |permission| permission.operation == operation)
}

/// A resource name. `Display` writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    template: &'static str,
    region: &'a str,
    account: &'a str,
    instance: &'a str,
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.template;
        while let Some((before, placeholder)) = rest.split_once("{#") {
            let (name, after) = placeholder.split_once('}').unwrap_or((placeholder, ""));
            f.write_str(before)?;
            f.write_str(match name {
                "regionId" => self.region,
                "accountId" => self.account,
                "instanceId" => self.instance,
                _ => "*",
            })?;
            rest = after;
        }
        f.write_str(rest)
    }
}

const INSTANCE: &str = "acs:ecs:{#regionId}:{#accountId}:instance/{#instanceId}";
const EVERY_INSTANCE: &str = "acs:ecs:{#regionId}:{#accountId}:instance/*";
const SECURITY_GROUP: &str = "acs:ecs:{#regionId}:{#accountId}:securitygroup/{#SecurityGroupId}";
const ALL: &str = "*";

const CREATE_KEYS: &[&str] = &[
    "vpc:VPC",
    "vpc:IsDefaultVSwitch",
    "vpc:IsDefaultVpc",
    "ecs:IsDiskEncrypted",
    "ecs:InstanceType",
    "ecs:InstanceTypeFamily",
    "ecs:ImageOwnerId",
    "ecs:ImageSource",
    "ecs:NotSpecifySecurityGroupId",
    "ecs:LoginAsNonRoot",
    "ecs:IsSystemDiskByokEncrypted",
    "ecs:IsDiskByokEncrypted",
    "ecs:PasswordInherit",
    "ecs:PasswordCustomized",
    "ecs:IsSystemDiskEncrypted",
    "ecs:ImagePlatform",
    "ecs:SecurityHardeningMode",
    "vpc:CreateDefaultVpc",
    "ecs:SecurityEnhancementStrategy",
    "ecs:AssociatePublicIpAddress",
];

const RUN_KEYS: &[&str] = &[
    "vpc:IsDefaultVSwitch",
    "vpc:IsDefaultVpc",
    "vpc:VPC",
    "ecs:IsDiskEncrypted",
    "ecs:InstanceTypeFamily",
    "ecs:InstanceType",
    "ecs:ImageOwnerId",
    "ecs:ImageSource",
    "ecs:NotSpecifySecurityGroupId",
    "ecs:LoginAsNonRoot",
    "ecs:IsSystemDiskByokEncrypted",
    "ecs:IsDiskByokEncrypted",
    "ecs:PasswordInherit",
    "ecs:PasswordCustomized",
    "ecs:IsSystemDiskEncrypted",
    "ecs:ImagePlatform",
    "ecs:SecurityHardeningMode",
    "ecs:AssociatePublicIpAddress",
    "vpc:CreateDefaultVpc",
    "ecs:SecurityEnhancementStrategy",
];

macro_rules! permissions {
    ($($operation:literal $level:ident $resource:ident $need:ident $arn:ident $keys:expr, $document:ident;)+) => {
        /// The permissions, a row for each operation and resource type. No page names an associated
        /// operation.
        pub const PERMISSIONS: &[Permission] = &[$(Permission {
            operation: $operation,
            action: concat!("ecs:", $operation),
            access_level: AccessLevel::$level,
            resource_type: ResourceType::$resource,
            is_required: permissions!(@ $need),
            arn_template: $arn,
            condition_keys: $keys,
            associated_operations: &[],
            document: Document::$document,
        }),+];
    };
    (@ required) => { true };
    (@ optional) => { false };
}

#[rustfmt::skip] // a table: one line a row
permissions! {
    "StopInstance"              Update Instance      required INSTANCE       &[],                                  StopPage2024;
    "StopInstances"             Update Instance      required INSTANCE       &[],                                  StopBatchPage2025;
    "StartInstance"             Update Instance      required INSTANCE       &[],                                  StartPage2025;
    "StartInstances"            Update Instance      required INSTANCE       &[],                                  StartBatchPage2025;
    "RebootInstance"            Update Instance      required INSTANCE       &[],                                  RebootPage2025;
    "RebootInstances"           Update Instance      required INSTANCE       &[],                                  RebootBatchPage2025;
    "DeleteInstance"            Delete Instance      required INSTANCE       &[],                                  DeletePage2025;
    "DeleteInstances"           Delete Instance      required INSTANCE       &[],                                  DeleteBatchPage2025;
    "ReActivateInstances"       Update Instance      required INSTANCE       &[],                                  ReactivatePage2025;
    "CreateInstance"            Create AllResources  required ALL            CREATE_KEYS,                          CreatePage2026;
    "RunInstances"              Create AllResources  required ALL            RUN_KEYS,                             RunPage2026;
    "DescribeInstances"         List   Instance      optional EVERY_INSTANCE &["ResourceOwner"],                   AuthorizationPage2026;
    "DescribeInstances"         List   Instance      optional INSTANCE       &["ResourceOwner"],                   AuthorizationPage2026;
    "DescribeInstanceStatus"    List   AllResources  required ALL            &[],                                  StatusPage2025;
    "DescribeInstanceAttribute" Get    Instance      required INSTANCE       &[],                                  AttributePage2025;
    "ModifyInstanceAttribute"   Update Instance      required INSTANCE       &["ecs:tag", "ecs:PasswordCustomized"], ModifyPage2025;
    "ModifyInstanceAttribute"   Update SecurityGroup optional SECURITY_GROUP &["ecs:tag", "ecs:PasswordCustomized"], ModifyPage2025;
}
