//! The regions and their zones.

/// A region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// `RegionId`.
    pub id: &'static str,
    /// `LocalName`, in English.
    pub name: &'static str,
    /// The letters of its zones. Which zones a region has changes often; these are a sample.
    pub zones: &'static str,
}

impl Region {
    /// Returns the name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("ecs.{}.aliyuncs.com", self.id)
    }

    /// Iterates over the ids of the zones.
    pub fn zones(&self) -> impl Iterator<Item = String> {
        // Regions outside of mainland China have a digit at the end: their zones follow without a hyphen.
        let separator = if self.id.ends_with(|last: char| last.is_ascii_digit()) { "" } else { "-" };
        let id = self.id;
        self.zones.chars().map(move |letter| format!("{id}{separator}{letter}"))
    }
}

const fn region(id: &'static str, name: &'static str, zones: &'static str) -> Region {
    Region { id, name, zones }
}

/// The regions. Source: "Regions and zones", page of 2021.
#[rustfmt::skip] // a table: one line a row
pub const REGIONS: &[Region] = &[
    region("cn-qingdao",     "China (Qingdao)",        "bc"),
    region("cn-beijing",     "China (Beijing)",        "abcdefghijkl"),
    region("cn-zhangjiakou", "China (Zhangjiakou)",    "abc"),
    region("cn-huhehaote",   "China (Hohhot)",         "ab"),
    region("cn-wulanchabu",  "China (Ulanqab)",        "abc"),
    region("cn-hangzhou",    "China (Hangzhou)",       "bdefghijk"),
    region("cn-shanghai",    "China (Shanghai)",       "abcdefglmn"),
    region("cn-nanjing",     "China (Nanjing)",        "a"),
    region("cn-shenzhen",    "China (Shenzhen)",       "abcdef"),
    region("cn-heyuan",      "China (Heyuan)",         "ab"),
    region("cn-guangzhou",   "China (Guangzhou)",      "ab"),
    region("cn-chengdu",     "China (Chengdu)",        "ab"),
    region("cn-hongkong",    "China (Hong Kong)",      "bcd"),
    region("ap-southeast-1", "Singapore",              "abc"),
    region("ap-southeast-2", "Australia (Sydney)",     "ab"),
    region("ap-southeast-3", "Malaysia (Kuala Lumpur)", "ab"),
    region("ap-southeast-5", "Indonesia (Jakarta)",    "abc"),
    region("ap-northeast-1", "Japan (Tokyo)",          "abc"),
    region("ap-south-1",     "India (Mumbai)",         "ab"),
    region("us-east-1",      "US (Virginia)",          "ab"),
    region("us-west-1",      "US (Silicon Valley)",    "ab"),
    region("eu-west-1",      "UK (London)",            "ab"),
    region("eu-central-1",   "Germany (Frankfurt)",    "ab"),
    region("me-east-1",      "UAE (Dubai)",            "a"),
];

/// Returns the region with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.id == id)
}
