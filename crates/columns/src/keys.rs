//! Keys of rows: the codes of their columns, packed into words, and the number of each distinct key.

use hashbrown::HashTable;

/// The distinct keys of rows. Each column has as many bits as its codes need.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    columns: Vec<Place>,
    words: usize,
    bits: u32,
    /// The keys in the order of their numbers, `words` words each.
    keys: Vec<u64>,
    len: usize,
    numbers: HashTable<u32>,
    /// The number of each key, if it is short; [`NONE`] if there is no such key.
    direct: Vec<u32>,
    /// The keys of the rows of a chunk, and their numbers.
    of_rows: Vec<u64>,
}

/// The bits of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    word: usize,
    shift: u32,
    bits: u32,
}

/// The longest key that is an index by itself.
const SHORT: u32 = 16;

const NONE: u32 = u32::MAX;

impl Keys {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns the number of the key of each row, given the codes of each column and how many codes it has.
    /// Calls `add` with the row of each new key.
    pub(crate) fn number(
        &mut self,
        columns: &[Vec<u32>],
        counts: impl Iterator<Item = usize>,
        rows: usize,
        numbers: &mut Vec<u32>,
        mut add: impl FnMut(usize),
    ) {
        self.place(counts);
        if self.bits == 0 {
            if self.len == 0 && rows > 0 {
                self.len = 1;
                add(0);
            }
            numbers.resize(numbers.len() + rows, 0);
            return;
        }
        let mut keys = std::mem::take(&mut self.of_rows);
        keys.clear();
        keys.resize(rows * self.words, 0);
        for (place, codes) in self.columns.iter().zip(columns).filter(|(place, _)| place.bits > 0) {
            let of_word = &mut keys[place.word * rows..][..rows];
            for (key, code) in of_word.iter_mut().zip(codes) {
                *key |= u64::from(*code) << place.shift;
            }
        }
        match self.words {
            1 if self.bits <= SHORT => {
                for (row, &key) in keys.iter().enumerate() {
                    let number = &mut self.direct[key as usize];
                    if *number == NONE {
                        *number = self.len as u32;
                        self.len += 1;
                        self.keys.push(key);
                        add(row);
                    }
                    numbers.push(*number);
                }
            }
            1 => {
                let mut last = (0, NONE);
                for (row, &key) in keys.iter().enumerate() {
                    if last.1 == NONE || last.0 != key {
                        last = (key, self.number_of(&[key], || add(row)));
                    }
                    numbers.push(last.1);
                }
            }
            words => {
                let mut key = vec![0; words];
                for row in 0..rows {
                    key.iter_mut().enumerate().for_each(|(word, bits)| *bits = keys[word * rows + row]);
                    numbers.push(self.number_of(&key, || add(row)));
                }
            }
        }
        self.of_rows = keys;
    }

    #[inline]
    fn number_of(&mut self, key: &[u64], add: impl FnOnce()) -> u32 {
        let Self { numbers, keys, words, len, .. } = self;
        let words = *words;
        let of = |keys: &[u64], number: u32| -> u64 { hash(&keys[number as usize * words..][..words]) };
        let hash = hash(key);
        let found = numbers.find(hash, |&number| keys[number as usize * words..][..words] == *key);
        if let Some(number) = found {
            return *number;
        }
        let number = *len as u32;
        *len += 1;
        keys.extend_from_slice(key);
        numbers.insert_unique(hash, number, |&number| of(keys, number));
        add();
        number
    }

    /// Gives each column the bits that its codes need. If they have become more, the keys are packed again.
    fn place(&mut self, counts: impl Iterator<Item = usize>) {
        let needed: Vec<u32> = counts.map(|count| usize::BITS - (count - 1).leading_zeros()).collect();
        let is_enough = self.columns.len() == needed.len()
            && self.columns.iter().zip(&needed).all(|(place, needed)| place.bits >= *needed);
        if is_enough {
            return;
        }
        let before = std::mem::take(&mut self.columns);
        let (mut word, mut shift) = (0, 0);
        for (number, needed) in needed.into_iter().enumerate() {
            let had = before.get(number).map_or(0, |place| place.bits);
            // A column that grows may go on growing.
            let bits = if needed > had && had > 0 { needed + 1 } else { needed.max(had) };
            let bits = bits.min(u32::BITS);
            if shift + bits > u64::BITS {
                (word, shift) = (word + 1, 0);
            }
            self.columns.push(Place { word, shift, bits });
            shift += bits;
        }
        let (words, keys) = (self.words, std::mem::take(&mut self.keys));
        self.words = word + 1;
        self.bits = if word == 0 { shift } else { u32::MAX };
        self.numbers.clear();
        self.direct.clear();
        if self.bits <= SHORT {
            self.direct.resize(1 << self.bits, NONE);
        }
        for number in 0..self.len {
            // A key without bits is not stored.
            let old = keys.get(number * words..(number + 1) * words).unwrap_or_default();
            let mut key = vec![0; self.words];
            for (from, to) in before.iter().zip(&self.columns).filter(|(from, _)| from.bits > 0) {
                let code = old[from.word] >> from.shift & ((1_u64 << from.bits) - 1);
                key[to.word] |= code << to.shift;
            }
            if self.bits <= SHORT {
                self.direct[key[0] as usize] = number as u32;
            }
            self.keys.extend_from_slice(&key);
        }
        if self.bits > SHORT {
            let (keys, words) = (&self.keys, self.words);
            let of = |&number: &u32| hash(&keys[number as usize * words..][..words]);
            let mut numbers = HashTable::with_capacity(self.len * 2);
            (0..self.len as u32).for_each(|number| {
                numbers.insert_unique(of(&number), number, of);
            });
            self.numbers = numbers;
        }
    }
}

#[inline]
fn hash(key: &[u64]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    key.iter().fold(0, |hash: u64, word| {
        let product = u128::from(hash ^ word) * u128::from(FACTOR);
        (product as u64) ^ (product >> 64) as u64
    })
}
