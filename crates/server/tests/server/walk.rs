//! Random walks over HTTP: the endpoint answers as the library does.

use crate::process::{Client, Server};
use instance_lifecycle::rules::attributes::Attribute;
use instance_lifecycle::testing::{Bias, ControlPlane, RemoteTest, Reply, instances};
use instance_lifecycle::{Instance, Policy, Request};
use instance_lifecycle_wire::{Json, Record};
use serde_json::{Value, json};
use std::io;

/// A client that counts its calls.
struct Plane<'s> {
    server: &'s Server,
    client: Client,
    calls: usize,
}

impl ControlPlane for Plane<'_> {
    type Id = String;
    type Error = io::Error;

    fn create(&mut self, instance: &Instance) -> io::Result<String> {
        let record = serde_json::to_value(Record::from(*instance))?;
        let id = format!("i-{}", self.calls);
        let mut members = record.as_object().cloned().unwrap_or_default();
        members.insert("InstanceId".to_owned(), json!(id));
        self.calls += 1;
        if *instance == Instance::RELEASED {
            return Ok(id);
        }
        let target = "/_lifecycle/instances?Account=test";
        let body = Value::Object(members).to_string();
        let (status, _, answer) = self.client.send("POST", target, &[], &body)?;
        if status == 200 { Ok(id) } else { Err(io::Error::other(answer)) }
    }

    fn call(&mut self, id: &String, request: &Request) -> io::Result<Reply> {
        let fields = serde_json::to_value(request)?;
        let given = fields.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let parameters: String =
            given.map(|(name, value)| format!("&{name}={value}")).collect::<String>().replace('"', "");
        self.calls += 1;
        let (http_status, body) = self.client.call(&format!("InstanceId={id}{parameters}"))?;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Ok(match http_status {
            200 => Reply::Accepted,
            http_status => Reply::Refused { http_status, code: text("Code"), message: Some(text("Message")) },
        })
    }

    fn let_time_pass(&mut self, _: &String) -> io::Result<()> {
        let target = "/_lifecycle/clock/advance";
        let (status, _, answer) = self.client.send("POST", target, &[], r#"{"UntilIdle": true}"#)?;
        if status == 200 { Ok(()) } else { Err(io::Error::other(answer)) }
    }

    fn describe(&mut self, id: &String) -> io::Result<Option<Instance>> {
        self.calls += 1;
        let query = format!("Action=DescribeInstances&RegionId=cn-hangzhou&InstanceIds=%5B%22{id}%22%5D");
        let (_, body) = self.client.call(&query)?;
        let shown = body["Instances"]["Instance"][0]["Status"].as_str();
        let Some(shown) = shown else { return Ok(None) };
        // The facts that records do not show are those of the admin interface.
        let target = format!("/_lifecycle/instances/{id}?Account=test");
        let (_, _, text) = self.client.send("GET", &target, &[], "")?;
        let json: Json<'_> = serde_json::from_str(&text)?;
        let record = Record::read(&json).map_err(io::Error::other)?;
        assert_eq!(shown, record.instance.status.as_str());
        Ok(Some(record.instance))
    }
}

/// Makes `LIFECYCLE_SERVER_CALLS` calls; some by default.
#[test]
fn the_endpoint_answers_as_the_library_does() {
    let wanted: usize =
        std::env::var("LIFECYCLE_SERVER_CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(2_000);
    let server = Server::start(&["--progress", "manual"]);
    let mut plane = Plane { server: &server, client: server.connect(), calls: 0 };
    for seed in 0.. {
        let test = RemoteTest::new(Policy::documented()).with(|it| {
            (it.cases, it.seed) = (20, seed);
            it.starts = instances(Bias::Default);
            let compared = [
                "task",
                "charge_type",
                "network_type",
                "stopped_mode",
                "stopped_for",
                "standing",
                "hibernated",
                "locks.financial",
                "locks.security",
                "disk_in_arrears",
                "compute_recycled",
                "spot_protected",
            ];
            it.compared = compared.map(|name| Attribute::named(name).expect("an attribute")).into();
        });
        if let Err(failure) = test.run(&mut plane) {
            panic!("seed {seed}: {failure}");
        }
        if plane.calls >= wanted {
            break;
        }
        // Instances that are left would slow the clock down.
        plane.server.admin("POST", "reset", "");
    }
}
