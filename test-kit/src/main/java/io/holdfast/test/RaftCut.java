package io.holdfast.test;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * Cuts nodes off from their peers: what crosses the cut is refused by its receiver before Raft sees it, by Ratis' own hook
 * for tests. The hook is global to the JVM, which is why every node in it has a name of its own. Any thread.
 */
final class RaftCut {
    private static final String[] POINTS = {"RaftServerImpl.appendEntries", "RaftServerImpl.requestVote"};
    private static final Set<String> CUT_OFF = ConcurrentHashMap.newKeySet();

    static {
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (local, remote, arguments) -> {
                if (!CUT_OFF.isEmpty() && (cutOff(local) || cutOff(remote))) {
                    throw new IllegalStateException(remote + " is cut off from " + local + " by the test");
                }
                return false;
            });
        }
    }

    private RaftCut() {}

    private static boolean cutOff(Object node) {
        return CUT_OFF.contains(String.valueOf(node));
    }

    /** From here on the node hears none of its peers, and none of them hears it. */
    static void cut(String node) {
        CUT_OFF.add(node);
    }

    /** The node hears its peers again. */
    static void heal(String node) {
        CUT_OFF.remove(node);
    }
}
