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
        for (Member member : cluster.members()) {
            Optional<String> refusal = knock(Stranger.friend(stage.tls()), member);
            if (refusal.isPresent()) {
                throw new StepFailedException(
                        member.node() + " refused a certificate of the cluster: " + refusal.get());
            }
        }
        stage.narrator().fact("with this client's certificate: let in by each node");
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
                        "both strangers were turned away by each of the %d nodes",
                        cluster.members().size());
    }

    private static void refused(Stage stage, Cluster cluster, String what, Stranger stranger)
            throws StepFailedException {
        String how = "";
        for (Member member : cluster.members()) {
            how = knock(stranger, member)
                    .orElseThrow(() -> new StepFailedException(member.node() + " let in a caller with " + what));
        }
        stage.narrator().fact("with %s: refused (%s)", what, how);
    }

    private static Optional<String> knock(Stranger stranger, Member member) throws StepFailedException {
        String address = member.clientAddress();
        int colon = address.lastIndexOf(':');
        return stranger.knock(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
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
