//! Properties of instance type families.
//!
//! Sources: Overview of instance families, 2026 (by kind: local SSD, big data, elastic bare metal, high
//! performance computing, security-enhanced, GPU-accelerated); Instance families, 2021-07-17; Retired
//! instance types, 2026; instance types whose type can be changed, 2026; Overview of burstable
//! instances, 2026-03-01.

/// What is read of a family: its properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    pub(crate) local_storage: bool,
    pub(crate) local_ssd: bool,
    pub(crate) persistent_memory: bool,
    pub(crate) burstable: bool,
    pub(crate) gpu: bool,
    pub(crate) sealed_data: bool,
    pub(crate) i1: bool,
}

impl Family {
    /// Parses an instance type (`ecs.t6-c1m2.large`) or a family (`ecs.t6`). The part after a hyphen
    /// is a size, or a part of the name that changes none of the properties (`sgn7i-vws`, `re6p-redis`).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix("ecs.").unwrap_or(text);
        let text = text.split('.').next().unwrap_or(text);
        let name = text.split('-').next().unwrap_or(text);
        let family = Name(name);
        (!name.is_empty()).then(|| Self {
            local_storage: family.has_local_storage(),
            local_ssd: family.has_local_ssd(),
            persistent_memory: family.has_persistent_memory(),
            burstable: family.is_burstable(),
            gpu: family.has_gpu(),
            sealed_data: family.has_sealed_data(),
            i1: family.is_i1(),
        })
    }

    /// The properties, a bit for each.
    pub(crate) fn bits(self) -> u16 {
        let Self { local_storage, local_ssd, persistent_memory, burstable, gpu, sealed_data, i1 } = self;
        let all = [local_storage, local_ssd, persistent_memory, burstable, gpu, sealed_data, i1];
        all.into_iter().fold(0, |bits, property| bits << 1 | u16::from(property))
    }
}

/// The name of a family without the prefix `ecs.`.
#[derive(Clone, Copy, Debug)]
struct Name<'a>(&'a str);

impl Name<'_> {
    /// Whether it has local disks.
    fn has_local_storage(self) -> bool {
        self.has_local_ssd() || self.is_generation_of("d")
    }

    /// Whether its local disks are SSDs: every generation of the i series, bare metal included
    /// (`ebmi2g`), `hpc6id`, `d3c`, and the retired GPU families `gn5` and `ga1`. `ic5` and `gn5i` have
    /// no local disks. Source: local SSD families, high performance computing families, big-data
    /// families, Retired instance types, 2026.
    fn has_local_ssd(self) -> bool {
        self.is_generation_of("i")
            || self.is_generation_of("ebmi")
            || matches!(self.0, "hpc6id" | "d3c" | "gn5" | "ga1")
    }

    /// Whether it has persistent memory that the system shows as memory. `i4p` uses the medium for
    /// local disks. Source: instance types whose type can be changed, 2026 (`re6p`, `re7p`, `r7p`);
    /// elastic bare metal families, 2026 (`ebmre6p`, `ebmre7p`); high performance computing families,
    /// 2026 (`hpc7ip`).
    fn has_persistent_memory(self) -> bool {
        matches!(self.0, "re6p" | "re7p" | "r7p" | "ebmre6p" | "ebmre7p" | "hpc7ip")
    }

    /// Whether it runs on CPU credits. Source: Overview of burstable instances, 2026-03-01.
    fn is_burstable(self) -> bool {
        matches!(self.0, "t5" | "t6")
    }

    /// Whether it has GPUs or FPGAs: the series gn, with its virtualised, bare metal and cluster forms;
    /// `ga1`, `ebmgi6s`; FPGAs: `f1`, `f3`. Source: GPU-accelerated families, elastic bare metal
    /// families and Retired instance types, 2026; Instance families, 2021-07-17.
    fn has_gpu(self) -> bool {
        ["gn", "vgn", "sgn", "ebmgn", "sccgn"].iter().any(|series| self.is_generation_of(series))
            || matches!(self.0, "ga1" | "ebmgi6s" | "f1" | "f3")
    }

    /// Whether it seals data to its host. Source: security-enhanced families, 2026 (`g9it`, `r9it`,
    /// `g7t`); inferred for `c7t` and `r7t`, which have the same enclave.
    fn has_sealed_data(self) -> bool {
        matches!(self.0, "g9it" | "r9it" | "g7t" | "c7t" | "r7t")
    }

    /// Whether it is family i1.
    fn is_i1(self) -> bool {
        self.0 == "i1"
    }

    /// Whether it is a generation of a series: its name followed by a digit.
    fn is_generation_of(self, series: &str) -> bool {
        self.0.strip_prefix(series).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }
}
