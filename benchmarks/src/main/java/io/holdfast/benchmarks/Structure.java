package io.holdfast.benchmarks;

/** The structures that {@link TreeBenchmark} compares. */
public enum Structure {
    /** The tree of the state machine. */
    HOLDFAST {
        @Override
        SortedStore create() {
            return new SortedStore.OwnTree();
        }
    },
    /** A red-black tree with path copying, from a library. */
    PAGURO {
        @Override
        SortedStore create() {
            return new SortedStore.Paguro();
        }
    },
    /** Not persistent: no capture, no consistent reader. What order costs without either. */
    SKIP_LIST {
        @Override
        SortedStore create() {
            return new SortedStore.SkipList();
        }
    };

    abstract SortedStore create();
}
