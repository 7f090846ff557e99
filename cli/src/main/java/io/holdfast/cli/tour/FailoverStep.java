package io.holdfast.cli.tour;

import io.holdfast.cli.cluster.NodeReport;
import io.holdfast.model.Leader;
import java.time.Duration;

/** The leader is killed under a running writer. */
final class FailoverStep implements Step {
    private static final int LANES = 8;
    private static final long WRITES = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Victim victim;

    /** Notes in {@code victim} who was killed, for the step after. */
    FailoverStep(Victim victim) {
        this.victim = victim;
    }

    @Override
    public String title() {
        return "kill -9 of the leader under a running writer";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        Narrator narrator = stage.narrator();
        String leader = stage.leader();
        Writer writer = new Writer(stage.client().keyValue(), LANES);
        writer.start();
        try {
            Patience.await("the first writes", LIMIT, () -> writer.acknowledged() >= WRITES);
            narrator.fact(
                    "%s leads; %d writers, %,d writes acknowledged, never more than %d ms between two",
                    leader, LANES, writer.acknowledged(), writer.longestGap().toMillis());
            stage.script().kill(leader);
            victim.is(leader);
            long killed = writer.acknowledged();
            Patience.await("writes after the kill", LIMIT, () -> writer.acknowledged() >= killed + WRITES);
        } finally {
            writer.stop(LIMIT);
        }
        long gap = writer.longestGap().toMillis();
        Leader successor = successor(stage, leader);
        narrator.fact(
                "kill -9 %s: %s took over in term %d; longest gap between two acknowledged writes: %d ms",
                leader, successor.node(), successor.term(), gap);
        audit(stage, writer);
    }

    private static void audit(Stage stage, Writer writer) throws StepFailedException {
        Narrator narrator = stage.narrator();
        Writer.Audit audit = writer.audit(stage.client().keyValue().withTimeout(LIMIT));
        if (audit.unknown() > 0) {
            narrator.fact(
                    "%d writes that were in flight were answered UNKNOWN, %d of them turn out applied",
                    audit.unknown(), audit.unknownApplied());
        }
        if (audit.lost() > 0) {
            throw new StepFailedException(audit.lost() + " of " + audit.acknowledged()
                    + " acknowledged writes are gone: please report this, with the data folders");
        }
        narrator.held("all %,d acknowledged writes were read back, none is lost", audit.acknowledged());
    }

    private static Leader successor(Stage stage, String killed) throws StepFailedException {
        Leader leader = stage.client()
                .cluster()
                .blocking()
                .describe()
                .leader()
                .orElseThrow(() -> new StepFailedException("no node leads"));
        if (leader.node().equals(killed)) {
            throw new StepFailedException(killed + " is said to lead after it was killed");
        }
        return leader;
    }

    /** Who was killed. Confined to the tour's thread. */
    static final class Victim {
        private String node = "";

        void is(String name) {
            node = name;
        }

        String node() throws StepFailedException {
            if (node.isEmpty()) {
                throw new StepFailedException("no node was killed");
            }
            return node;
        }

        /** Its report among {@code reports}, if it answers. */
        boolean hasApplied(Iterable<NodeReport> reports, long index) {
            for (NodeReport report : reports) {
                if (report.node().equals(node)) {
                    return report.number("applied") >= index;
                }
            }
            return false;
        }
    }
}
