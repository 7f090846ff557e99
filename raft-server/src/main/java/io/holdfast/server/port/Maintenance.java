package io.holdfast.server.port;

import java.util.List;

/** What operations ask of a node. Never blocks. */
public interface Maintenance {
    /** This node's figures now. */
    NodeStatus status();

    /** The store's revision on this node now: the one figure that is asked for with every answer. */
    default long revision() {
        return status().revision();
    }

    /** What operators may have this node do. */
    default Operations operations() {
        return Operations.NONE;
    }

    /** Every readiness check with its verdict now, in a stable order. Ready means all of them hold. */
    List<Check> checks();

    /**
     * One readiness check.
     *
     * @param name its name in {@code /readyz/<name>}
     * @param ok whether it holds
     * @param cause in plain language: what is wrong and since when, or what was seen
     * @param advice what to do if it does not hold, in plain language; empty if there is nothing to do
     */
    record Check(String name, boolean ok, String cause, String advice) {
        /** One that holds. */
        public static Check passed(String name, String seen) {
            return new Check(name, true, seen, "");
        }

        /** One that does not hold. */
        public static Check failing(String name, String cause, String advice) {
            return new Check(name, false, cause, advice);
        }
    }
}
