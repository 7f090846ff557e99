package io.holdfast.cli.tour;

import io.holdfast.cli.cluster.Agreement;
import io.holdfast.cli.cluster.NodeReport;
import io.holdfast.client.BlockingKeyValueClient;
import java.time.Duration;
import java.util.List;

/** All nodes hold the same state, the one that was killed included. */
final class AgreementStep implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String title() {
        return "All nodes agree";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        long restarted = stage.reports().stream()
                .mapToLong(report -> report.number("applied"))
                .max()
                .orElse(0);
        BlockingKeyValueClient keys = stage.client().keyValue().blocking();
        long begin = System.nanoTime();
        Agreement agreement = Agreement.of(stage.reports());
        // Digests are taken at fixed multiples of the log index: write on until all have passed one since the restart.
        for (int i = 0; unsettled(stage, agreement, restarted); i++) {
            keys.put("tour/beat", Integer.toString(i));
            if (i % 16 == 0) {
                agreement = Agreement.of(stage.reports());
            }
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new StepFailedException("after " + LIMIT.toSeconds() + " s: " + agreement.sentence());
            }
        }
        List<NodeReport> reports = stage.reports();
        for (NodeReport report : reports) {
            long index = agreement.index();
            report.digests().stream()
                    .filter(digest -> digest.index() == index)
                    .forEach(digest -> stage.narrator()
                            .fact(
                                    "%s at index %,d: state %s, history %s",
                                    report.node(), index, digest.content(), digest.chain()));
        }
        if (agreement.verdict() != Agreement.Verdict.AGREE) {
            throw new StepFailedException(agreement.sentence());
        }
        stage.narrator()
                .held("the digests of all %d nodes are equal at index %,d", agreement.nodes(), agreement.index());
    }

    private static boolean unsettled(Stage stage, Agreement agreement, long restarted) {
        return agreement.verdict() != Agreement.Verdict.DISAGREE
                && (agreement.nodes() < stage.urls().size()
                        || agreement.verdict() == Agreement.Verdict.UNKNOWN
                        || agreement.index() <= restarted);
    }
}
