package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many clients on one simulated clock lose their leader at the same moment. */
class ReconnectTest {
    private static final int CLIENTS = 1_000;
    private static final Leader N1 = new Leader("n1", "n1:7400", 5);
    private static final Leader N2 = new Leader("n2", "n2:7400", 6);

    private final SimulatedLoop loop = new SimulatedLoop();
    private final List<SimulatedTransport> clients = new ArrayList<>();
    private final Set<SimulatedTransport.Opened> greeted = new HashSet<>();

    /** Elsewhere a restarted server was met by fifty times its usual load. */
    @Test
    void pain16_aThousandClientsThatLoseTheirLeaderDoNotStampede() {
        for (int i = 0; i < CLIENTS; i++) {
            start(i);
        }
        run(2_000, List.of("n1", "n2", "n3"), N1);
        assertThat(open("n1")).as("every client is with the leader").isEqualTo(CLIENTS);
        long killedAt = loop.nanoTime();
        clients.forEach(client -> client.streams.stream()
                .filter(stream -> !stream.aborted && stream.address.host().equals("n1"))
                .forEach(stream -> {
                    stream.aborted = true;
                    stream.end(Trouble.unavailable("reset by peer"));
                }));
        run(600, List.of("n2", "n3"), null);
        run(1_400, List.of("n2", "n3"), N2);
        assertThat(open("n2")).as("every client is with the new leader").isEqualTo(CLIENTS);
        Map<String, Map<Long, Integer>> histogram = connects(killedAt);
        assertThat(peak(histogram, "n2"))
                .as("connects to one node in 100 ms: %s", histogram)
                .isLessThan(350);
        assertThat(peak(histogram, "n3"))
                .as("connects to one node in 100 ms: %s", histogram)
                .isLessThan(350);
        assertThat(peak(histogram, "n1"))
                .as("connects to the dead node in 100 ms: %s", histogram)
                .isLessThan(500);
    }

    private void start(int number) {
        SimulatedTransport transport = new SimulatedTransport(loop);
        Settings settings = new Settings(
                IntStream.rangeClosed(1, 3)
                        .mapToObj(n -> new Address("n" + n, 7400))
                        .toList(),
                "test",
                "0",
                2_000_000_000L,
                20_000_000L,
                1_000_000_000L,
                100,
                8 << 20,
                10_000);
        Pipeline pipeline =
                new Pipeline(settings, loop, transport, Callbacks.inOrder(Runnable::run), new Random(900 + number));
        pipeline.start();
        clients.add(transport);
        loop.settle();
    }

    /** The nodes that live greet who comes, after a round trip; the others refuse. */
    private void run(int millis, List<String> alive, @Nullable Leader leader) {
        tell(alive, leader);
        for (int passed = 0; passed < millis; passed += 5) {
            loop.advanceMillis(5);
            for (SimulatedTransport client : clients) {
                for (SimulatedTransport.Opened stream : List.copyOf(client.streams)) {
                    if (stream.aborted || !greeted.add(stream)) {
                        continue;
                    }
                    String node = stream.address.host();
                    if (alive.contains(node)) {
                        stream.hello(node, 100, leader);
                    } else {
                        stream.aborted = true;
                        stream.end(Trouble.unavailable("connection refused"));
                    }
                }
            }
        }
    }

    /** Who is connected hears of the change at the same moment. */
    private void tell(List<String> alive, @Nullable Leader leader) {
        for (SimulatedTransport client : clients) {
            for (SimulatedTransport.Opened stream : List.copyOf(client.streams)) {
                if (!stream.aborted && greeted.contains(stream) && alive.contains(stream.address.host())) {
                    stream.receive(new ServerFrame.LeaderChanged(leader));
                }
            }
        }
    }

    private long open(String node) {
        return clients.stream()
                .filter(client -> client.streams.stream()
                        .anyMatch(stream -> !stream.aborted
                                && greeted.contains(stream)
                                && stream.address.host().equals(node)))
                .count();
    }

    private Map<String, Map<Long, Integer>> connects(long since) {
        Map<String, Map<Long, Integer>> histogram = new TreeMap<>();
        for (SimulatedTransport client : clients) {
            for (int i = 0; i < client.streams.size(); i++) {
                long after = client.openedAt.get(i) - since;
                if (after >= 0) {
                    histogram
                            .computeIfAbsent(client.streams.get(i).address.host(), node -> new TreeMap<>())
                            .merge(after / 100_000_000, 1, Integer::sum);
                }
            }
        }
        return histogram;
    }

    private static int peak(Map<String, Map<Long, Integer>> histogram, String node) {
        return histogram.getOrDefault(node, Map.of()).values().stream()
                .max(Comparator.naturalOrder())
                .orElse(0);
    }
}
