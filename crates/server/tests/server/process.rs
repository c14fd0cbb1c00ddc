//! The command as a process, and requests over HTTP to it.

use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lifecycle-server");

/// A path for a file of one test, which does not exist.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let file = PathBuf::from(format!("{}{suffix}", path.display()));
        // It is there if a test before was interrupted.
        let _ = std::fs::remove_file(file);
    }
    path
}

/// A running server, which is killed in the end.
pub(crate) struct Server {
    child: Mutex<Child>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the server on a free port.
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let line: Value = serde_json::from_str(&line).expect("JSON");
        let address = line["Address"].as_str().expect("an address").parse().expect("an address");
        Self { child: Mutex::new(child), address }
    }

    /// Starts a server that does not start, and returns its exit status and its message.
    pub(crate) fn fails(options: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(PROGRAM).args(["--listen", "127.0.0.1:0"]).args(options).output();
        let output = output.expect("the program");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Ends the process at once, as `kill -9` does.
    pub(crate) fn kill(&self) {
        self.child.lock().expect("no test panics").kill().expect("it runs");
    }

    /// Asks the process to end, and waits for it.
    pub(crate) fn terminate(self) -> ExitStatus {
        let mut child = self.child.lock().expect("no test panics");
        let told = Command::new("kill").arg(child.id().to_string()).status().expect("kill");
        assert!(told.success());
        child.wait().expect("it ends")
    }

    pub(crate) fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        Client(BufReader::new(stream))
    }

    /// Calls an action for the account `test`. An error is one of the connection.
    pub(crate) fn call(&self, parameters: &str) -> io::Result<(u16, Value)> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Client(BufReader::new(stream)).call(parameters)
    }

    pub(crate) fn admin_text(&self, method: &str, path: &str, body: &str) -> String {
        let target = format!("/_lifecycle/{path}?Account=test");
        let (status, _, text) = self.connect().send(method, &target, &[], body).expect("an answer");
        assert_eq!(status, 200, "{method} {path}: {text}");
        text
    }

    pub(crate) fn admin(&self, method: &str, path: &str, body: &str) -> Value {
        serde_json::from_str(&self.admin_text(method, path, body)).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let child = self.child.get_mut().expect("no test panics");
        // It may have ended.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A connection that is kept alive.
pub(crate) struct Client(pub(crate) BufReader<TcpStream>);

impl Client {
    /// Sends a request, and returns status, head and body of the answer.
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<(u16, String, String)> {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.0.get_mut().write_all(request.as_bytes())?;
        self.receive()
    }

    /// Receives an answer.
    pub(crate) fn receive(&mut self) -> io::Result<(u16, String, String)> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let lower = head.to_ascii_lowercase();
        let number =
            |after: &str| lower.split(after).nth(1)?.split_whitespace().next()?.parse::<usize>().ok();
        let status = number("http/1.1 ").ok_or(io::ErrorKind::InvalidData)?;
        let mut body = vec![0; number("content-length: ").unwrap_or_default()];
        self.0.read_exact(&mut body)?;
        let body = String::from_utf8(body).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok((u16::try_from(status).map_err(|_| io::ErrorKind::InvalidData)?, head, body))
    }

    /// Calls an action for the account `test`.
    pub(crate) fn call(&mut self, parameters: &str) -> io::Result<(u16, Value)> {
        let target = format!("/?Format=JSON&Version=2014-05-26&AccessKeyId=test&{parameters}");
        let (status, _, body) = self.send("POST", &target, &[], "")?;
        Ok((status, serde_json::from_str(&body)?))
    }
}
