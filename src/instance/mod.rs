//! An instance, and the types of its fields.
//!
//! Only fields that affect a decision are included; ids, names and addresses are not.

mod billing;
mod locks;
mod network;
mod status;
mod storage;

pub use crate::custom_values::CustomValues;
pub use billing::{
    ChargeType, SpotInterruptionBehavior, SpotStrategy, Standing, StatusBefore, StoppedFor, StoppedMode,
};
pub use locks::{LockReason, Locks};
pub use network::{NetworkType, StaticAddress};
pub use status::{Status, Task};
pub use storage::{DiskStatus, EncryptionKey, Presence, SystemDisk};

use crate::record::record;

record! {
    /// An instance, with every field that an operation reads.
    ///
    /// The default instance is running, pay-as-you-go, in a VPC, with nothing special.
    ///
    /// ```
    /// use instance_lifecycle::instance::ChargeType;
    /// use instance_lifecycle::{Instance, Status};
    ///
    /// let instance = Instance::default().with(|it| it.charge_type = ChargeType::PrePaid);
    /// assert_eq!(instance.status, Status::Running);
    /// ```
    ///
    /// Source: the record of DescribeInstances (page of 2021), and for what a record does not show the
    /// pages of the operations.
    // Aligned: fields are read, and instances are copied, eight bytes at a time.
    #[repr(align(8))]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct Instance {
        /// The status.
        pub status: Status = Status::Running,
        /// The task in flight while the status is a transitional one.
        pub task: Task = Task::None,
        /// The billing method.
        pub charge_type: ChargeType = ChargeType::PostPaid,
        /// The network type.
        pub network_type: NetworkType = NetworkType::Vpc,
        /// Whether it is a spot instance, and how it bids.
        pub spot_strategy: SpotStrategy = SpotStrategy::NoSpot,
        /// What an interruption does to a spot instance.
        pub spot_interruption: SpotInterruptionBehavior = SpotInterruptionBehavior::Terminate,
        /// A spot instance inside its protection period.
        pub spot_protected: bool = false,
        /// The locks set on it.
        pub locks: Locks = Locks::NONE,
        /// Whether it is paid for.
        pub standing: Standing = Standing::Good,
        /// One of its disks is in arrears or expired.
        pub disk_in_arrears: bool = false,
        /// How it was stopped, or is being stopped; `Not-applicable` in every other status.
        pub stopped_mode: StoppedMode = StoppedMode::NotApplicable,
        /// Why it was stopped.
        pub stopped_for: StoppedFor = StoppedFor::Request,
        /// The status before its owner's arrears stopped it.
        pub status_before: StatusBefore = StatusBefore::Running,
        /// Its memory was saved to the system disk when it stopped.
        pub hibernated: bool = false,
        /// It was created with hibernation.
        pub hibernation_configured: bool = false,
        /// Of a family with local disks.
        pub local_storage: bool = false,
        /// Of family i1, whose local disks the documents treat apart.
        pub family_i1: bool = false,
        /// Of a family whose local disks are SSDs.
        pub local_ssd: bool = false,
        /// Of a family with persistent memory.
        pub persistent_memory: bool = false,
        /// Of a family that runs on CPU credits.
        pub burstable: bool = false,
        /// It may take CPU credits in advance: `CreditSpecification` is `Unlimited`.
        pub unlimited_credits: bool = false,
        /// Of a family whose data can be sealed to the host.
        pub sealed_data: bool = false,
        /// It has a GPU, FPGA or NPU.
        pub gpu: bool = false,
        /// The public address that the system assigned.
        pub static_address: StaticAddress = StaticAddress::None,
        /// An elastic IP address is bound to it.
        pub elastic_address: bool = false,
        /// Whether it has a system disk.
        pub system_disk: SystemDisk = SystemDisk::Present,
        /// Whether its disks are in a status that allows operations.
        pub disk_status: DiskStatus = DiskStatus::Ready,
        /// The state of the key of its encrypted disks.
        pub encryption_key: EncryptionKey = EncryptionKey::None,
        /// Still initialising, whatever its status.
        pub initializing: bool = false,
        /// Its compute was recycled after expiry or arrears.
        pub compute_recycled: bool = false,
        /// Protected from being deleted by a call.
        pub deletion_protection: bool = false,
        /// Its data disks are marked `DeleteWithInstance`, as disks made with an instance are.
        pub delete_with_instance: bool = true,
        /// Its system disk is marked `DeleteWithInstance`, as it is by default.
        pub system_disk_delete_with_instance: bool = true,
        /// Its disks are marked `DeleteAutoSnapshot`.
        pub delete_auto_snapshot: bool = false,
        /// It has an `AutoReleaseTime`.
        pub auto_release_time: bool = false,
        /// Whether it has data disks.
        pub data_disks: Presence = Presence::Unknown,
        /// Whether its disks have snapshots.
        pub snapshots: Presence = Presence::Unknown,
        /// Whether its image has a licence that is billed.
        pub image_licence: Presence = Presence::Unknown,
        /// Volumes are attached that forbid a release.
        pub volumes_attached: bool = false,
        /// A route entry points at it.
        pub route_entry: bool = false,
        /// A load balancer is being configured with it.
        pub load_balancer_configuring: bool = false,
        /// A network interface is linked to it.
        pub network_interface_linked: bool = false,
        /// Another product of the vendor manages it.
        pub managed_by_product: bool = false,
        /// The values of custom attributes.
        #[cfg_attr(feature = "serde", serde(skip))]
        pub custom: CustomValues = CustomValues::NONE,
    }
}

impl Instance {
    /// A released instance, or one that never existed: every call is answered `InvalidInstanceId.NotFound`.
    pub const RELEASED: Self = Self { status: Status::Released, ..Self::DEFAULT };

    /// Returns the default instance in a status. See [`Self::with_status`].
    ///
    /// ```
    /// use instance_lifecycle::instance::StoppedMode;
    /// use instance_lifecycle::{Instance, Status};
    ///
    /// let stopped = Instance::in_status(Status::Stopped);
    /// assert_eq!((stopped.stopped_mode, stopped.validate()), (StoppedMode::KeepCharging, Ok(())));
    /// ```
    #[must_use]
    pub const fn in_status(status: Status) -> Self {
        Self::DEFAULT.with_status(status)
    }

    /// Returns the instance in another status, with the fields that depend on the status: the
    /// [default task](Status::default_task); unless it is stopped, nothing of a stop; if it is stopped and
    /// not a subscription, standard mode unless it has a mode. Of a released instance nothing is left.
    ///
    /// ```
    /// use instance_lifecycle::instance::{StoppedMode, Task};
    /// use instance_lifecycle::{Instance, Status};
    ///
    /// let economical = Instance::in_status(Status::Stopped).with(|it| it.stopped_mode = StoppedMode::StopCharging);
    /// let starting = economical.with_status(Status::Starting);
    /// assert_eq!((starting.task, starting.stopped_mode), (Task::Start, StoppedMode::NotApplicable));
    /// assert_eq!(economical.with_status(Status::Stopped), economical);
    /// ```
    #[must_use]
    pub const fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self.task = status.default_task();
        match status {
            Status::Pending | Status::Starting | Status::Running => {
                self.stopped_mode = StoppedMode::NotApplicable;
                self.with_no_stop()
            }
            Status::Stopping => self.with_no_stop(),
            Status::Stopped => {
                if let (StoppedMode::NotApplicable, ChargeType::PostPaid) =
                    (self.stopped_mode, self.charge_type)
                {
                    self.stopped_mode = StoppedMode::KeepCharging;
                }
                self
            }
            Status::Released => Self::RELEASED,
        }
    }

    /// Returns the instance without what holds of stopped instances alone.
    const fn with_no_stop(mut self) -> Self {
        self.stopped_for = StoppedFor::Request;
        self.status_before = StatusBefore::Running;
        self.hibernated = false;
        self.compute_recycled = false;
        self
    }
}
