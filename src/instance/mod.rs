//! An instance, and the words for what it can be.
//!
//! Only what decides something is here. Ids, names, addresses are the caller's.

mod billing;
mod locks;
mod network;
mod status;
mod storage;

pub use billing::{
    ChargeType, SpotInterruptionBehavior, SpotStrategy, Standing, StatusBefore, StoppedFor, StoppedMode,
};
pub use locks::{LockReason, Locks};
pub use network::{NetworkType, StaticAddress};
pub use status::{Status, Task};
pub use storage::{DiskStatus, EncryptionKey, SystemDisk};

/// An instance: everything about it that an operation reads.
///
/// The default is the default instance: running, pay-as-you-go, in a VPC, with nothing special.
///
/// ```
/// use instance_lifecycle::{ChargeType, Instance, Status};
///
/// let instance = Instance { charge_type: ChargeType::PrePaid, ..Instance::default() };
/// assert_eq!(instance.status, Status::Running);
/// ```
///
/// Source: the record of DescribeInstances (page of 2021), and for what a record does not show the
/// pages of the operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
pub struct Instance {
    /// Where it stands in its lifecycle.
    pub status: Status,
    /// What is in flight while the status is a transitional one.
    pub task: Task,
    /// How it is paid for.
    pub charge_type: ChargeType,
    /// The network it lives in.
    pub network_type: NetworkType,
    /// Whether it is a spot instance, and how it bids.
    pub spot_strategy: SpotStrategy,
    /// What an interruption does to a spot instance.
    pub spot_interruption: SpotInterruptionBehavior,
    /// A spot instance inside its protection period.
    pub spot_protected: bool,
    /// The locks set on it.
    pub locks: Locks,
    /// Whether it is paid for.
    pub standing: Standing,
    /// One of its disks is in arrears or expired.
    pub disk_in_arrears: bool,
    /// How it was stopped, or is being stopped; `Not-applicable` in every other status.
    pub stopped_mode: StoppedMode,
    /// Why it was stopped.
    pub stopped_for: StoppedFor,
    /// The status before its owner's arrears stopped it.
    pub status_before: StatusBefore,
    /// Its memory was saved to the system disk when it stopped.
    pub hibernated: bool,
    /// It was created with hibernation.
    pub hibernation_configured: bool,
    /// Of a family with local disks.
    pub local_storage: bool,
    /// Of family i1, whose local disks the documents treat apart.
    pub family_i1: bool,
    /// Of a family with persistent memory.
    pub persistent_memory: bool,
    /// Of a family that runs on CPU credits.
    pub burstable: bool,
    /// It has a GPU, FPGA or NPU.
    pub gpu: bool,
    /// The public address that the system assigned.
    pub static_address: StaticAddress,
    /// An elastic IP address is bound to it.
    pub elastic_address: bool,
    /// Whether it has a system disk.
    pub system_disk: SystemDisk,
    /// Whether its disks are in a status that allows operations.
    pub disk_status: DiskStatus,
    /// The state of the key of its encrypted disks.
    pub encryption_key: EncryptionKey,
    /// Still initialising, whatever its status.
    pub initializing: bool,
    /// Its compute was recycled after expiry or arrears.
    pub compute_recycled: bool,
    /// Protected from being deleted by a call.
    pub deletion_protection: bool,
    /// Its data disks are marked `DeleteWithInstance`.
    pub delete_with_instance: bool,
    /// Volumes are attached that forbid a release.
    pub volumes_attached: bool,
    /// A route entry points at it.
    pub route_entry: bool,
    /// A load balancer is being configured with it.
    pub load_balancer_configuring: bool,
    /// A network interface is linked to it.
    pub network_interface_linked: bool,
    /// Another product of the vendor manages it.
    pub managed_by_product: bool,
}

impl Instance {
    /// The default instance: running, pay-as-you-go, in a VPC, with nothing special.
    pub const DEFAULT: Self = Self {
        status: Status::Running,
        task: Task::None,
        charge_type: ChargeType::PostPaid,
        network_type: NetworkType::Vpc,
        spot_strategy: SpotStrategy::NoSpot,
        spot_interruption: SpotInterruptionBehavior::Terminate,
        spot_protected: false,
        locks: Locks::NONE,
        standing: Standing::Good,
        disk_in_arrears: false,
        stopped_mode: StoppedMode::NotApplicable,
        stopped_for: StoppedFor::Request,
        status_before: StatusBefore::Running,
        hibernated: false,
        hibernation_configured: false,
        local_storage: false,
        family_i1: false,
        persistent_memory: false,
        burstable: false,
        gpu: false,
        static_address: StaticAddress::None,
        elastic_address: false,
        system_disk: SystemDisk::Present,
        disk_status: DiskStatus::Ready,
        encryption_key: EncryptionKey::None,
        initializing: false,
        compute_recycled: false,
        deletion_protection: false,
        delete_with_instance: false,
        volumes_attached: false,
        route_entry: false,
        load_balancer_configuring: false,
        network_interface_linked: false,
        managed_by_product: false,
    };

    /// An instance that does not exist, or no longer: every call answers NotFound.
    pub const RELEASED: Self = Self { status: Status::Released, ..Self::DEFAULT };
}

impl Default for Instance {
    fn default() -> Self {
        Self::DEFAULT
    }
}
