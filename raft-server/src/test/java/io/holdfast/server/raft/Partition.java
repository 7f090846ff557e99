package io.holdfast.server.raft;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * Cuts nodes off from the rest, by Ratis' own test hooks: what crosses the cut is refused by its receiver before Raft
 * sees it. The hooks are global to the JVM, so there is one partition at a time.
 */
final class Partition implements AutoCloseable {
    private static final String[] POINTS = {
        "RaftServerImpl.appendEntries", "RaftServerImpl.requestVote", "RaftServerImpl.installSnapshot"
    };

    private final Set<String> island = ConcurrentHashMap.newKeySet();

    Partition() {
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (local, remote, args) -> {
                if (island.contains(String.valueOf(local)) != island.contains(String.valueOf(remote))) {
                    throw new IllegalStateException(remote + " is cut off from " + local);
                }
                return false;
            });
        }
    }

    void cutOff(String node) {
        island.add(node);
    }

    void heal() {
        island.clear();
    }

    @Override
    public void close() {
        for (String point : POINTS) {
            CodeInjectionForTesting.remove(point);
        }
    }
}
