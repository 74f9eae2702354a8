//! Numbers without order that come again for the same seed.

/// The generator SplitMix64.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers for input `index` of a run.
    pub(crate) fn new(seed: u64, index: u64) -> Numbers {
        let mut first = Numbers(seed ^ index.wrapping_mul(0xD129_0B26_67AA_35B5));
        Numbers(first.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
