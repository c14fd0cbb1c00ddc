//! Load: calls a second and latencies of stop, describe, start, describe, over connections that the server keeps open,
//! or new ones if it closes them.
//!
//! `cargo run --release -p instance-lifecycle-server --example load -- ADDRESS lifecycle|moto CONNECTIONS SECONDS [RATE]`
//!
//! The same calls go to moto's server mode (EC2), for comparison. With a rate, calls start at that rate, and a
//! latency counts from the time at which a call was due.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The number of instances of each connection.
const INSTANCES: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Lifecycle,
    Moto,
}

struct Client<'a> {
    address: &'a str,
    /// The connection; `None` after an answer that closes it.
    stream: Option<BufReader<TcpStream>>,
    target: Target,
}

impl Client<'_> {
    fn call(&mut self, parameters: &str) -> io::Result<String> {
        let request = match self.target {
            Target::Lifecycle => format!(
                "POST /?Format=JSON&Version=2014-05-26&AccessKeyId=load&RegionId=cn-hangzhou&{parameters} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
            ),
            Target::Moto => {
                let body = format!("Version=2016-11-15&{parameters}");
                format!(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 Credential=load/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                )
            }
        };
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address)?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let lower = head.to_ascii_lowercase();
        let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.split_whitespace().next());
        let length = length.and_then(|length| length.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        if !lower.contains("connection: close") {
            self.stream = Some(stream);
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        if head.starts_with("HTTP/1.1 200") { Ok(body) } else { Err(io::Error::other(body)) }
    }

    /// Creates instances and returns their ids.
    fn create(&mut self) -> io::Result<Vec<String>> {
        let (parameters, open, close) = match self.target {
            Target::Lifecycle => {
                ("Action=RunInstances&ImageId=m&InstanceType=ecs.g7.large&Amount=100", "\"i-", "\"")
            }
            Target::Moto => (
                "Action=RunInstances&ImageId=ami-12c6146b&InstanceType=t2.micro&MinCount=100&MaxCount=100",
                "<instanceId>i-",
                "</instanceId>",
            ),
        };
        let body = self.call(parameters)?;
        let ids = body.split(open).skip(1).filter_map(|rest| rest.split(close).next());
        Ok(ids.map(|id| format!("i-{id}")).take(INSTANCES).collect())
    }

    fn step(&mut self, number: usize, ids: &[String]) -> io::Result<String> {
        let id = &ids[number / 4 % ids.len()];
        match (self.target, number % 4) {
            (Target::Lifecycle, 0) => self.call(&format!("Action=StopInstance&InstanceId={id}")),
            (Target::Lifecycle, 2) => self.call(&format!("Action=StartInstance&InstanceId={id}")),
            (Target::Lifecycle, _) => {
                self.call(&format!("Action=DescribeInstances&InstanceIds=%5B%22{id}%22%5D"))
            }
            (Target::Moto, 0) => self.call(&format!("Action=StopInstances&InstanceId.1={id}")),
            (Target::Moto, 2) => self.call(&format!("Action=StartInstances&InstanceId.1={id}")),
            (Target::Moto, _) => self.call(&format!("Action=DescribeInstances&InstanceId.1={id}")),
        }
    }
}

/// Makes calls for a time, and returns their latencies.
fn work(address: &str, target: Target, time: Duration, pause: Option<Duration>) -> io::Result<Vec<Duration>> {
    let mut client = Client { address, stream: None, target };
    let ids = client.create()?;
    let begin = Instant::now();
    let mut latencies = Vec::new();
    for number in 0.. {
        let due = match pause {
            Some(pause) => begin + pause * u32::try_from(number).unwrap_or(u32::MAX),
            None => Instant::now(),
        };
        if due > begin + time {
            break;
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        client.step(number, &ids)?;
        latencies.push(due.elapsed());
    }
    Ok(latencies)
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, target, connections, seconds, rate @ ..] = &arguments[..] else {
        return Err(io::Error::other("expected ADDRESS lifecycle|moto CONNECTIONS SECONDS [RATE]"));
    };
    let target = if target == "moto" { Target::Moto } else { Target::Lifecycle };
    let number = |text: &String| text.parse::<f64>().map_err(io::Error::other);
    let (connections, time) = (number(connections)?, Duration::from_secs_f64(number(seconds)?));
    let rate = rate.first().map(number).transpose()?;
    let pause = rate.map(|rate| Duration::from_secs_f64(connections / rate));
    let mut latencies = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..connections as usize).map(|_| scope.spawn(|| work(address, target, time, pause))).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| io::Error::other("a worker panicked"))??);
        }
        Ok::<_, io::Error>(all)
    })?;
    latencies.sort_unstable();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{:.0} calls/s, p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
        latencies.len() as f64 / time.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}
