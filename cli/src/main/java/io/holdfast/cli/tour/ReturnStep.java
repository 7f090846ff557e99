package io.holdfast.cli.tour;

import io.holdfast.cli.cluster.NodeReport;
import java.time.Duration;

/** The killed node comes back and catches up. */
final class ReturnStep implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FailoverStep.Victim victim;

    ReturnStep(FailoverStep.Victim victim) {
        this.victim = victim;
    }

    @Override
    public String title() {
        return "The killed node comes back";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        String node = victim.node();
        long committed = stage.reports().stream()
                .mapToLong(report -> report.number("commit"))
                .max()
                .orElse(0);
        long begin = System.nanoTime();
        stage.script().restart(node);
        double ready = (System.nanoTime() - begin) / 1e9;
        Patience.await(node + " to catch up", LIMIT, () -> victim.hasApplied(stage.reports(), committed));
        double level = (System.nanoTime() - begin) / 1e9;
        stage.narrator()
                .fact(
                        "%s: ready %.1f s after its start, level with index %,d after %.1f s",
                        node, ready, committed, level);
        long answering = stage.reports().stream()
                .filter(report -> report.status() != null)
                .map(NodeReport::node)
                .distinct()
                .count();
        if (answering != stage.urls().size()) {
            throw new StepFailedException(answering + " of " + stage.urls().size() + " nodes answer");
        }
        stage.narrator().held("all %d nodes serve again", answering);
    }
}
