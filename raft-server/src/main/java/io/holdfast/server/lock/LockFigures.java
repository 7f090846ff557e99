package io.holdfast.server.lock;

import io.holdfast.server.metrics.LockMetrics;
import io.holdfast.statemachine.LockChange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts what the apply thread did to locks. */
final class LockFigures {
    private final LockMetrics metrics;

    LockFigures(LockMetrics metrics) {
        this.metrics = metrics;
    }

    /** Counts the changes of one log entry. */
    void count(List<LockChange> changes) {
        Set<String> freed = Set.of();
        for (LockChange change : changes) {
            if (change instanceof LockChange.Granted granted) {
                metrics.granted();
                if (freed.contains(granted.name())) {
                    metrics.handed();
                }
            } else if (!(change instanceof LockChange.Cooling)) {
                if (change instanceof LockChange.Ended ended) {
                    metrics.ended(ended.end());
                }
                freed = freed.isEmpty() ? new HashSet<>() : freed;
                freed.add(change.name());
            }
        }
    }
}
