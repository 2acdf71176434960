// The store that is benchmarked: as many items as UGallery's, and the paper's network.
export const SIZES = { items: 6040, dimensions: 200, hidden: [300, 200] };
