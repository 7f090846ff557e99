package io.holdfast.cli.tour;

import io.holdfast.client.Cluster;
import io.holdfast.model.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Nobody speaks to a node without a certificate of the cluster's authority. */
final class StrangerStep implements Step {
    @Override
    public String title() {
        return "Nobody without a certificate of the cluster";
    }

    @Override
    public void show(Stage stage) throws StepFailedException {
        Cluster cluster = stage.client().cluster().blocking().describe();
        refused(stage, cluster, "no certificate", Stranger.withoutCertificate(stage.tls()));
        Path folder = temporary();
        try {
            refused(
                    stage,
                    cluster,
                    "a certificate of another authority",
                    Stranger.ofAnotherAuthority(stage.tls(), folder));
        } finally {
            delete(folder);
        }
        stage.narrator()
                .held(
                        "both were turned away by each of the %d nodes",
                        cluster.members().size());
    }

    private static void refused(Stage stage, Cluster cluster, String what, Stranger stranger)
            throws StepFailedException {
        String how = "";
        for (Member member : cluster.members()) {
            int colon = member.clientAddress().lastIndexOf(':');
            Optional<String> refusal = stranger.knock(
                    member.clientAddress().substring(0, colon),
                    Integer.parseInt(member.clientAddress().substring(colon + 1)));
            how = refusal.orElseThrow(() -> new StepFailedException(member.node() + " let in a caller with " + what));
        }
        stage.narrator().fact("with %s: refused (%s)", what, how);
    }

    private static Path temporary() throws StepFailedException {
        try {
            return Files.createTempDirectory("holdfast-tour");
        } catch (IOException e) {
            throw new StepFailedException("no temporary folder: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws StepFailedException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StepFailedException("the stranger's files cannot be deleted: " + e.getMessage());
        }
    }
}
