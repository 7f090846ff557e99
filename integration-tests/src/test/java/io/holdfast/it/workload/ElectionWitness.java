package io.holdfast.it.workload;

import static io.holdfast.it.workload.Spoken.say;

import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.election.ElectionObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A process of its own that observes an election until its standard input ends.
 *
 * <p>Arguments: endpoints, authority, certificate, key, election. Lines: {@code current TOKEN MISSED}, 0 for nobody; {@code
 * elected TOKEN NANOS}, {@code published TOKEN NANOS}, {@code ended TOKEN NANOS}, by {@link System#nanoTime}; {@code done}.
 */
public final class ElectionWitness {
    private ElectionWitness() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        try (HoldfastClient client = HoldfastClient.builder()
                        .endpoints(arguments[0])
                        .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                        .name("witness")
                        .build();
                ElectionObserver observer = ElectionObserver.of(client, arguments[4])) {
            observer.onUpdate(ElectionWitness::heard, Runnable::run);
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        say("done");
    }

    private static void heard(ElectionUpdate update) {
        long now = System.nanoTime();
        if (update instanceof ElectionUpdate.Elected elected) {
            say("elected " + elected.leader().token() + " " + now);
        } else if (update instanceof ElectionUpdate.Published published) {
            say("published " + published.leader().token() + " " + now);
        } else if (update instanceof ElectionUpdate.Ended ended) {
            say("ended " + ended.leader().token() + " " + now);
        } else if (update instanceof ElectionUpdate.Current current) {
            say("current " + current.leader().map(leader -> leader.token()).orElse(0L) + " " + current.missed());
        }
    }
}
