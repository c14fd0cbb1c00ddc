use instance_lifecycle::*;
use instance_lifecycle_benches::{by_hand, calls::*, cedar::Cedar, rego::Rego, rules::*, stopwatch::*};
use std::hint::black_box;
fn main() {
    walk();
    if std::env::args().len() > 1 {
        return;
    }
    let calls = of_instances(calls::<StopInstance>(3000, 0.9));
    let cedar = Cedar::new();
    let mut rego = Rego::new();
    let req: Vec<_> = calls.iter().map(Cedar::request).collect();
    let inp: Vec<_> = calls.iter().map(Rego::input).collect();
    for ((c, r), i) in calls.iter().zip(&req).zip(&inp) {
        let want = refusing(c);
        assert_eq!(Cedar::refusing(&cedar.decide(r)), want);
        assert_eq!(Rego::refusing(&rego.interpret(i)), want);
        assert_eq!(Rego::refusing(&rego.run(i)), want);
    }
    let p = Policy::documented();
    let n = calls.len();
    let vm = std::cell::RefCell::new(rego);
    let t = race(vec![
        Contender::new("cedar", n, || {
            for r in &req {
                black_box(cedar.decide(r));
            }
        }),
        Contender::new("interp", n, || {
            for r in &inp {
                black_box(vm.borrow().interpret(r));
            }
        }),
        Contender::new("vm", n, || {
            for r in &inp {
                black_box(vm.borrow_mut().run(r));
            }
        }),
        Contender::new("explain", n, || {
            for c in &calls {
                black_box(explain(&c.instance, &c.request, &c.environment, black_box(&p)));
            }
        }),
    ]);
    for x in ["cedar", "interp", "vm", "explain"] {
        println!("{x} {:.2}", t.median(x));
    }
    for plain in PLAIN {
        let calls = instance_lifecycle_benches::calls::calls::<StopInstance>(100000, plain);
        let n = calls.len();
        let packed: Vec<_> = calls.iter().map(Packed::from).collect();
        let t = race(vec![
            Contender::new("explain", n, || {
                for c in &calls {
                    black_box(explain(&c.instance, &c.request, &c.environment, black_box(&p)));
                }
            }),
            Contender::new("plan", n, || {
                for c in &calls {
                    let _ = black_box(plan(&c.instance, &c.request, &c.environment, black_box(&p)));
                }
            }),
            Contender::new("packed plan", n, || {
                for c in &packed {
                    let _ = black_box(c.plan(black_box(&p)));
                }
            }),
            Contender::new("packed explain", n, || {
                for c in &packed {
                    let _ = black_box(c.explain(black_box(&p)));
                }
            }),
            Contender::new("ifs first", n, || {
                for c in &calls {
                    let _ = black_box(by_hand::answer(c));
                }
            }),
            Contender::new("ifs all", n, || {
                for c in &calls {
                    black_box(by_hand::all(c));
                }
            }),
        ]);
        for x in ["explain", "plan", "packed plan", "packed explain", "ifs first", "ifs all"] {
            println!("{x} {:.2}", t.median(x));
        }
    }
}
#[allow(dead_code)]
fn walk() {
    let m = instance_lifecycle_benches::checker::Lifecycle::new();
    println!("{:?} {:?}", m.walk(), m.check());
    let n = m.walk().0;
    let t = race(vec![
        Contender::new("w", n, || {
            black_box(m.walk());
        }),
        Contender::new("s", n, || {
            black_box(m.check());
        }),
    ]);
    println!(
        "walk {:.1} stateright {:.1} ns a state, ratio {:.1}",
        t.median("w"),
        t.median("s"),
        t.ratio("s", "w")
    );
}
