//! Keys of rows: the codes of their columns, packed into words, and the value of each distinct key.

use crate::codes::Codes;
use hashbrown::HashTable;

/// The distinct keys of rows. Each column has as many bits as its codes need.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    columns: Vec<Place>,
    words: usize,
    bits: u32,
    /// The keys in the order of their numbers, `words` words each, and the value of each.
    keys: Vec<u64>,
    values: Vec<u32>,
    /// The value of each key, if a key is an index; [`NONE`] if there is no such key.
    direct: Vec<u32>,
    /// The keys of one word with their values.
    single: HashTable<(u64, u32)>,
    /// The numbers of longer keys.
    long: HashTable<u32>,
    rows: usize,
    /// The keys of the rows of a chunk, word by word.
    of_rows: Vec<u64>,
}

/// The bits of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    word: usize,
    shift: u32,
    bits: u32,
}

impl Place {
    const fn mask(self) -> u64 {
        (1 << self.bits) - 1
    }
}

/// The codes of a column in the keys of a chunk.
pub(crate) struct OfColumn<'k> {
    words: &'k mut [u64],
    shift: u32,
}

impl Codes for OfColumn<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, code: u32) {
        self.words[row] |= u64::from(code) << self.shift;
    }
}

/// The longest key that is an index by itself.
const SHORT: u32 = 16;

const NONE: u32 = u32::MAX;

impl Keys {
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// Starts a chunk of rows, given how many codes each column has. Every code is
    /// [`ABSENT`](crate::codes::ABSENT) before it is put.
    pub(crate) fn start(&mut self, counts: impl Iterator<Item = usize>, rows: usize) {
        self.place(counts);
        self.rows = rows;
        self.of_rows.clear();
        self.of_rows.resize(rows * self.words, 0);
    }

    /// Returns the codes of a column in the chunk.
    pub(crate) fn column(&mut self, number: usize) -> OfColumn<'_> {
        let Place { word, shift, .. } = self.columns[number];
        OfColumn { words: &mut self.of_rows[word * self.rows..][..self.rows], shift }
    }

    /// Whether the columns have no more codes than there is place for. If they have, the chunk is started again.
    pub(crate) fn fit(&self, counts: impl Iterator<Item = usize>) -> bool {
        self.columns.iter().zip(counts).all(|(place, count)| place.bits >= bits(count))
    }

    /// Returns the codes of a row of the chunk, column by column.
    pub(crate) fn codes(&self, row: usize) -> Vec<u32> {
        let of =
            |place: &Place| (self.of_rows[place.word * self.rows + row] >> place.shift & place.mask()) as u32;
        self.columns.iter().map(of).collect()
    }

    /// Writes the value of the key of each row of the chunk. Calls `add` with the codes of each new key, for its
    /// value.
    pub(crate) fn find(&mut self, values: &mut Vec<u32>, mut add: impl FnMut(&[u32]) -> u32) {
        values.clear();
        match self.words {
            1 if self.bits <= SHORT => {
                for row in 0..self.rows {
                    let key = self.of_rows[row];
                    let value = match self.direct[key as usize] {
                        NONE => {
                            let value = self.push(row, &mut add);
                            self.direct[key as usize] = value;
                            value
                        }
                        value => value,
                    };
                    values.push(value);
                }
            }
            1 => {
                for row in 0..self.rows {
                    let key = self.of_rows[row];
                    let hash = hash(&[key]);
                    let value = match self.single.find(hash, |known| known.0 == key) {
                        Some((_, value)) => *value,
                        None => {
                            let value = self.push(row, &mut add);
                            self.single.insert_unique(hash, (key, value), |known| self::hash(&[known.0]));
                            value
                        }
                    };
                    values.push(value);
                }
            }
            words => {
                let mut key = vec![0; words];
                for row in 0..self.rows {
                    let of_row = self.of_rows[row..].iter().step_by(self.rows);
                    key.iter_mut().zip(of_row).for_each(|(word, of_row)| *word = *of_row);
                    let hash = hash(&key);
                    let of = |keys: &[u64], number: u32| keys[number as usize * words..][..words] == key;
                    let value = match self.long.find(hash, |&number| of(&self.keys, number)) {
                        Some(number) => self.values[*number as usize],
                        None => {
                            let value = self.push(row, &mut add);
                            let Self { long, keys, values, .. } = self;
                            let of = |&number: &u32| self::hash(&keys[number as usize * words..][..words]);
                            long.insert_unique(hash, values.len() as u32 - 1, of);
                            value
                        }
                    };
                    values.push(value);
                }
            }
        }
    }

    /// Adds the key of a row.
    #[cold]
    fn push(&mut self, row: usize, add: &mut impl FnMut(&[u32]) -> u32) -> u32 {
        self.keys.extend(self.of_rows[row..].iter().step_by(self.rows));
        let value = add(&self.codes(row));
        self.values.push(value);
        value
    }

    /// Gives each column the bits that its codes need. If they have become more, the keys are packed again.
    fn place(&mut self, counts: impl Iterator<Item = usize>) {
        let needed: Vec<u32> = counts.map(bits).collect();
        let is_enough =
            self.words > 0 && self.columns.iter().zip(&needed).all(|(place, needed)| place.bits >= *needed);
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
            // The shift of a column without bits may be that after the last bit.
            self.columns.push(Place { word, shift: shift.min(u64::BITS - 1), bits });
            shift += bits;
        }
        let (words, keys) = (self.words, std::mem::take(&mut self.keys));
        self.words = word + 1;
        self.bits = if word == 0 { shift } else { u32::MAX };
        self.keys = vec![0; self.values.len() * self.words];
        for number in 0..self.values.len() {
            let (old, key) = (&keys[number * words..], &mut self.keys[number * self.words..]);
            for (from, to) in before.iter().zip(&self.columns).filter(|(from, _)| from.bits > 0) {
                key[to.word] |= (old[from.word] >> from.shift & from.mask()) << to.shift;
            }
        }
        self.index();
    }

    /// Makes the index of the keys.
    fn index(&mut self) {
        let Self { keys, values, words, direct, single, long, .. } = self;
        let words = *words;
        direct.clear();
        single.clear();
        long.clear();
        if self.bits <= SHORT {
            direct.resize(1 << self.bits, NONE);
        }
        for ((number, key), &value) in (0..).zip(keys.chunks_exact(words)).zip(&*values) {
            let hash = self::hash(key);
            match *key {
                [key] if self.bits <= SHORT => direct[key as usize] = value,
                [key] => {
                    single.insert_unique(hash, (key, value), |known| self::hash(&[known.0]));
                }
                _ => {
                    let of = |&number: &u32| self::hash(&keys[number as usize * words..][..words]);
                    long.insert_unique(hash, number, of);
                }
            }
        }
    }
}

/// The bits of the codes of a column.
const fn bits(count: usize) -> u32 {
    usize::BITS - (count - 1).leading_zeros()
}

#[inline(always)]
pub(crate) fn hash(key: &[u64]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    key.iter().fold(0, |hash: u64, word| {
        let product = u128::from(hash ^ word) * u128::from(FACTOR);
        (product as u64) ^ (product >> 64) as u64
    })
}
