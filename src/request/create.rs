//! CreateInstance and RunInstances: of them no table of errors is transcribed, so that nothing here
//! refuses them.

use super::Parameters;
use crate::instance::{ChargeType, NetworkType, SpotStrategy};
use crate::record::record;

record! {
    /// A call of CreateInstance: the instance is made and stays stopped.
    ///
    /// ```
    /// use instance_lifecycle::{CreateInstance, Environment, Instance, Policy, plan};
    ///
    /// let request = CreateInstance::default().with(|it| it.hibernation_configured = true);
    /// let plan = plan(&Instance::RELEASED, &request, &Environment::DEFAULT, &Policy::documented())?;
    /// assert_eq!(plan.path().to_string(), "Released -> Pending -> Stopped");
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    ///
    /// Source: the user guide on the lifecycle of an instance; the names of the parameters are those of
    /// the record.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct CreateInstance {
        /// How it is to be paid for.
        #[cfg_attr(feature = "serde", serde(rename = "InstanceChargeType"))]
        pub charge_type: ChargeType = ChargeType::PostPaid,
        /// The network it is to live in.
        #[cfg_attr(feature = "serde", serde(rename = "InstanceNetworkType"))]
        pub network_type: NetworkType = NetworkType::Vpc,
        /// Whether it is to be a spot instance, and how it is to bid.
        pub spot_strategy: SpotStrategy = SpotStrategy::NoSpot,
        /// Whether it is to be able to hibernate.
        pub hibernation_configured: bool = false,
    }
}

impl From<CreateInstance> for Parameters {
    fn from(request: CreateInstance) -> Self {
        Self {
            new_charge_type: request.charge_type,
            new_network_type: request.network_type,
            new_spot_strategy: request.spot_strategy,
            new_hibernation: request.hibernation_configured,
            ..Self::DEFAULT
        }
    }
}

impl From<Parameters> for CreateInstance {
    fn from(parameters: Parameters) -> Self {
        Self {
            charge_type: parameters.new_charge_type,
            network_type: parameters.new_network_type,
            spot_strategy: parameters.new_spot_strategy,
            hibernation_configured: parameters.new_hibernation,
        }
    }
}

record! {
    /// A call of RunInstances: instances are made and started. The plan is that of each of them.
    ///
    /// ```
    /// use instance_lifecycle::request::Amount;
    /// use instance_lifecycle::{Environment, Instance, Policy, RunInstances, plan};
    ///
    /// let request = RunInstances::default().with(|it| it.amount = Amount::new(3).expect("at most 100"));
    /// let plan = plan(&Instance::RELEASED, &request, &Environment::DEFAULT, &Policy::documented())?;
    /// assert_eq!(plan.path().to_string(), "Released -> Pending -> Starting -> Running");
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    ///
    /// Source: as [`CreateInstance`].
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct RunInstances {
        /// How each is to be paid for.
        #[cfg_attr(feature = "serde", serde(rename = "InstanceChargeType"))]
        pub charge_type: ChargeType = ChargeType::PostPaid,
        /// The network each is to live in.
        #[cfg_attr(feature = "serde", serde(rename = "InstanceNetworkType"))]
        pub network_type: NetworkType = NetworkType::Vpc,
        /// Whether each is to be a spot instance, and how it is to bid.
        pub spot_strategy: SpotStrategy = SpotStrategy::NoSpot,
        /// Whether each is to be able to hibernate.
        pub hibernation_configured: bool = false,
        /// How many are made.
        pub amount: Amount = Amount::ONE,
    }
}

impl From<RunInstances> for Parameters {
    fn from(request: RunInstances) -> Self {
        let RunInstances { charge_type, network_type, spot_strategy, hibernation_configured, amount: _ } =
            request;
        CreateInstance { charge_type, network_type, spot_strategy, hibernation_configured }.into()
    }
}

/// Rules do not read the amount: it is one.
impl From<Parameters> for RunInstances {
    fn from(parameters: Parameters) -> Self {
        let CreateInstance { charge_type, network_type, spot_strategy, hibernation_configured } =
            parameters.into();
        Self { charge_type, network_type, spot_strategy, hibernation_configured, amount: Amount::ONE }
    }
}

/// How many instances a call makes: 1 to 100.
///
/// ```
/// use instance_lifecycle::request::Amount;
///
/// assert_eq!(Amount::new(100).map(Amount::get), Some(100));
/// assert_eq!(Amount::new(0), None);
/// assert_eq!(Amount::new(101), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u8", into = "u8"))]
pub struct Amount(u8);

impl Amount {
    /// One instance.
    pub const ONE: Self = Self(1);
    /// The most.
    pub const MAX: u8 = 100;

    /// Returns an amount; `None` if it is not from 1 to 100.
    #[must_use]
    pub const fn new(amount: u8) -> Option<Self> {
        if amount == 0 || amount > Self::MAX { None } else { Some(Self(amount)) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Amount {
    fn default() -> Self {
        Self::ONE
    }
}

impl From<Amount> for u8 {
    fn from(amount: Amount) -> Self {
        amount.get()
    }
}

/// The number is not 1 to 100.
///
/// ```
/// use instance_lifecycle::request::{Amount, AmountError};
///
/// assert_eq!(Amount::try_from(101), Err(AmountError(101)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no amount: expected 1 to 100")]
pub struct AmountError(pub u8);

impl TryFrom<u8> for Amount {
    type Error = AmountError;

    fn try_from(amount: u8) -> Result<Self, AmountError> {
        Self::new(amount).ok_or(AmountError(amount))
    }
}
