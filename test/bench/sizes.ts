// The size of the benchmarked store: as many items as UGallery, and the paper's network.
export const SIZES = { items: 6040, dimensions: 200, hidden: [300, 200] };
