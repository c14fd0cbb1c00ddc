//! A control plane over HTTP, tested against the reference machine.
//!
//! Copy [`Client`] and point it at your own control plane: `RemoteTest` calls its operations in random order,
//! compares replies and statuses, and prints the shortest history in which they differ.
//!
//! `cargo run --example http_control_plane --features proptest`

use instance_lifecycle::Status::{self, Released, Running, Starting, Stopped, Stopping};
use instance_lifecycle::testing::{ControlPlane, RemoteTest, Reply};
use instance_lifecycle::{Instance, Policy, Request};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// The server: the statuses that each instance still has ahead, the current one first.
#[derive(Default)]
struct Server {
    instances: HashMap<String, Vec<Status>>,
    /// A fault: a start does not heed `DryRun`.
    ignores_dry_run: bool,
}

impl Server {
    /// Serves clients on a free port of this machine, one after the other.
    fn serve(mut self) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        std::thread::spawn(move || listener.incoming().try_for_each(|client| self.answer_all(client?)));
        Ok(address)
    }

    fn answer_all(&mut self, mut client: TcpStream) -> io::Result<()> {
        let mut lines = BufReader::new(client.try_clone()?).lines();
        while let Some(line) = lines.next().transpose()? {
            let query = line.split([' ', '?']).nth(2).unwrap_or_default();
            let query = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            while lines.next().transpose()?.is_some_and(|header| !header.is_empty()) {}
            let (status, body) = self.answer(&query);
            let (body, length) = (body.to_string(), body.to_string().len());
            let answer = format!("HTTP/1.1 {status} -\r\nContent-Length: {length}\r\n\r\n{body}");
            client.write_all(answer.as_bytes())?;
        }
        Ok(())
    }

    fn answer(&mut self, query: &HashMap<&str, &str>) -> (u16, Value) {
        let given = |name| query.get(name).copied().unwrap_or_default();
        let (action, flag) = (given("Action"), |name| given(name) == "true");
        let refused = |status, code| (status, json!({ "Code": code }));
        if action == "RunInstances" {
            let id = format!("i-{}", self.instances.len());
            self.instances.insert(id.clone(), vec![Running]);
            return (200, json!({ "InstanceId": id }));
        }
        let mut gone = vec![Released];
        let ahead = self.instances.get_mut(given("InstanceId")).unwrap_or(&mut gone);
        let next = match (action, ahead[0]) {
            (_, Released) => return refused(404, "InvalidInstanceId.NotFound"),
            ("DescribeInstances", status) => return (200, json!({ "Status": status })),
            ("Wait", _) => return (200, json!({ "Passed": ahead.drain(..ahead.len() - 1).len() })),
            ("StopInstance", Running) if flag("Hibernate") => {
                return refused(403, "HibernationConfigured.NotEnabled");
            }
            ("StopInstance", Running) => vec![Stopping, Stopped],
            ("StartInstance", Stopped) => vec![Starting, Running],
            ("RebootInstance", Running) => vec![Stopping, Starting, Running],
            ("DeleteInstance", Stopped) => vec![Released],
            ("DeleteInstance", Running) if flag("Force") => vec![Released],
            _ => return refused(403, "IncorrectInstanceStatus"),
        };
        if flag("DryRun") && !(self.ignores_dry_run && action == "StartInstance") {
            return refused(400, "DryRunOperation");
        }
        *ahead = next;
        (200, json!({}))
    }
}

/// The client, which tells a transport error from a refusal.
struct Client(BufReader<TcpStream>);

impl Client {
    fn ask(&mut self, query: &str) -> io::Result<(u16, Value)> {
        let request = format!("POST /?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && self.0.read_line(&mut head)? > 0 {}
        let number = |after: &str| head.split(after).nth(1)?.split_whitespace().next()?.parse::<u16>().ok();
        let status = number("HTTP/1.1 ").ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut body = vec![0; number("Content-Length: ").unwrap_or_default().into()];
        self.0.read_exact(&mut body)?;
        Ok((status, serde_json::from_slice(&body)?))
    }
}

impl ControlPlane for Client {
    type Id = String;
    type Error = io::Error;

    fn create(&mut self, _: &Instance) -> io::Result<String> {
        let (_, body) = self.ask("Action=RunInstances")?;
        Ok(body["InstanceId"].as_str().unwrap_or_default().to_owned())
    }

    fn call(&mut self, id: &String, request: &Request) -> io::Result<Reply> {
        let fields = serde_json::to_value(request)?;
        let given = fields.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let parameters: String = given.map(|(name, value)| format!("&{name}={value}")).collect();
        let (status, body) = self.ask(&format!("InstanceId={id}{parameters}").replace('"', ""))?;
        let code = body["Code"].as_str().unwrap_or_default().to_owned();
        Ok(match status {
            200 => Reply::Accepted,
            http_status => Reply::Refused { http_status, code, message: None },
        })
    }

    fn let_time_pass(&mut self, id: &String) -> io::Result<()> {
        self.ask(&format!("Action=Wait&InstanceId={id}")).map(drop)
    }

    fn describe(&mut self, id: &String) -> io::Result<Option<Instance>> {
        let (_, body) = self.ask(&format!("Action=DescribeInstances&InstanceId={id}"))?;
        let shown = body["Status"].as_str().and_then(|status| status.parse().ok());
        Ok(shown.map(|status| Instance::DEFAULT.with(|it| it.status = status)))
    }
}

/// Tests a server, and returns the shortest history in which it differs.
fn test(server: Server) -> io::Result<Option<String>> {
    let mut client = Client(BufReader::new(TcpStream::connect(server.serve()?)?));
    let ran = RemoteTest::new(Policy::documented()).run(&mut client);
    Ok(ran.err().map(|failure| failure.to_string()))
}

fn main() -> io::Result<()> {
    println!("{}", test(Server::default())?.as_deref().unwrap_or("no difference found"));
    Ok(())
}

#[test]
fn a_fault_is_found_and_shrunk() {
    assert_eq!(test(Server::default()).expect("it can be asked"), None);
    let found = test(Server { ignores_dry_run: true, ..Server::default() }).expect("it can be asked");
    let shortest = "created: the default instance\n1. StopInstance\n2. time passes\n\
        3. StartInstance request.dry_run=Yes\n\
        expected `400 DryRunOperation: Request validation has been passed with DryRun flag set.`, found `accepted`";
    assert_eq!(found.as_deref(), Some(shortest));
}
