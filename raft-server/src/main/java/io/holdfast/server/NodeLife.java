package io.holdfast.server;

import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.Operations;
import java.util.ArrayList;
import java.util.List;

/** The core's figures, and two checks more: of the heap, and whether this server means to go on serving. Safe for any thread. */
final class NodeLife implements Maintenance {
    private final Maintenance core;
    private final HeapRoom heap;
    private volatile boolean stopping;

    NodeLife(Maintenance core, HeapRoom heap) {
        this.core = core;
        this.heap = heap;
    }

    /** From now on the node is not ready: load balancers should look elsewhere. */
    void stopping() {
        stopping = true;
    }

    @Override
    public NodeStatus status() {
        return core.status();
    }

    @Override
    public long revision() {
        return core.revision();
    }

    @Override
    public Operations operations() {
        return core.operations();
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(core.checks());
        checks.add(heap());
        checks.add(
                stopping
                        ? Check.failing(
                                "serving",
                                "the server is stopping",
                                "nothing: it was asked to stop; clients go to the other nodes")
                        : Check.passed("serving", "the ports are open"));
        return checks;
    }

    /** Holds even if the heap is full: reads and deletions are still served here, and elsewhere it is no emptier. */
    private Check heap() {
        String warning = heap.warning();
        return Check.passed("heap", warning.isEmpty() ? heap.seen() : "WARNING: " + warning);
    }
}
