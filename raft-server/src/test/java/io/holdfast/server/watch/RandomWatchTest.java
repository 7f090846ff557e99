package io.holdfast.server.watch;

import static io.holdfast.server.watch.HubFixture.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.watch.WatchSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random commands, compactions, watches, cancellations and readers of every speed: what each client was told is the full
 * history, filtered. {@code -Dwatch.seed=N -Dwatch.trials=1} repeats a failure.
 */
class RandomWatchTest {
    private static final int TRIALS = Integer.getInteger("watch.trials", 60);
    private static final long FIRST_SEED = Long.getLong("watch.seed", 1);

    @Test
    void pain14NoEventIsLostDoubledOrOutOfOrderWhateverTheReaderDoes() {
        int resets = 0;
        int fragments = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            Trial trial = new Trial(seed);
            trial.run();
            resets += trial.resets;
            fragments += trial.fragments;
        }
        if (TRIALS >= 60) {
            assertThat(resets).as("the draw meets resets").isGreaterThan(100);
            assertThat(fragments).as("the draw meets fragments").isGreaterThan(100);
        }
    }

    private static final class Trial {
        private final HubFixture fixture = new HubFixture();
        private final List<ModelClient> clients = new ArrayList<>();
        private final Random random;
        private final long seed;
        private final int keys;
        private long number;
        int resets;
        int fragments;

        Trial(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.keys = 1 << (2 + random.nextInt(7));
        }

        void run() {
            for (int i = 0; i < 4; i++) {
                clients.add(fixture.client("seed " + seed + ", client " + i));
            }
            for (int step = 0; step < 600; step++) {
                step();
            }
            for (ModelClient client : clients) {
                fixture.drain(client);
                client.check(fixture.history, fixture.state.revision());
                client.stream.requestProgress();
                fixture.drain(client);
                assertThat(client.progress).as("seed %s", seed).contains(fixture.state.revision());
                client.watches.values().forEach(seen -> {
                    assertThat(seen.start < 0 || seen.position >= fixture.state.revision())
                            .as("seed %s: %s", seed, seen.spec)
                            .isTrue();
                    resets += seen.resets;
                    fragments += seen.fragments;
                });
                client.stream.close();
            }
            fixture.run();
            assertThat(fixture.hub.count()).as("seed %s", seed).isZero();
        }

        private void step() {
            ModelClient client = clients.get(random.nextInt(clients.size()));
            int dice = random.nextInt(100);
            if (dice < 40) {
                fixture.applyOnly(commands());
            } else if (dice < 60) {
                fixture.run();
            } else if (dice < 70) {
                client.create(++number, spec());
            } else if (dice < 72 && !client.watches.isEmpty()) {
                List<Long> numbers = new ArrayList<>(client.watches.keySet());
                client.stream.cancel(numbers.get(random.nextInt(numbers.size())));
            } else if (dice < 74) {
                client.stream.requestProgress();
            } else if (dice < 75) {
                fixture.passes(Duration.ofSeconds(random.nextInt(8)));
            } else if (clients.indexOf(client) > 0 || dice > 97) {
                // The first client hardly ever reads.
                client.poll(1 + random.nextInt(6), random.nextInt(3) == 0 ? ANY : random.nextInt(1_500));
                client.check(fixture.history, null);
            }
        }

        private Command[] commands() {
            List<Command> commands = new ArrayList<>();
            do {
                int dice = random.nextInt(100);
                long floor = fixture.state.compactedRevision();
                if (dice < 70) {
                    commands.add(put());
                } else if (dice < 85) {
                    commands.add(new DeleteRange(range(), false));
                } else if (dice < 90) {
                    commands.add(publish());
                } else if (dice < 97) {
                    commands.add(transaction());
                } else {
                    commands.add(new Compact(floor + random.nextInt((int) (fixture.state.revision() - floor) + 1)));
                }
            } while (random.nextInt(3) > 0);
            return commands.toArray(Command[]::new);
        }

        /** Takes a revision without events. */
        private ConfigCommand publish() {
            List<Document> documents = List.of(new Document("a", DocumentType.TEXT, value()));
            return new ConfigCommand.Publish(
                    "set", -1, documents, ReleaseChecksum.of(documents), Bytes.EMPTY, "", 0, null, "");
        }

        private Transaction transaction() {
            List<Operation> puts = new ArrayList<>();
            int first = random.nextInt(keys);
            for (int i = first; i < Math.min(keys, first + 20); i++) {
                puts.add(new Put(Bytes.utf8("k" + i), value()));
            }
            return new Transaction(List.of(), puts, List.of());
        }

        private Put put() {
            return new Put(key(), value());
        }

        private WatchSpec spec() {
            int kinds = random.nextInt(6);
            boolean snapshot = random.nextInt(6) == 0;
            long revision = fixture.state.revision();
            long from = snapshot || random.nextInt(3) == 0 ? 0 : 1 + random.nextInt((int) revision + 4);
            long atLeast = random.nextInt(8) == 0 ? revision + random.nextInt(6) : 0;
            return new WatchSpec(
                    range(),
                    from,
                    snapshot,
                    atLeast,
                    kinds != 0,
                    kinds != 1,
                    random.nextInt(4) == 0,
                    random.nextInt(5) > 0);
        }

        private KeyRange range() {
            return switch (random.nextInt(6)) {
                case 0, 1 -> KeyRange.single(key());
                case 2 -> KeyRange.prefix(Bytes.utf8("k" + random.nextInt(10)));
                case 3 -> KeyRange.atLeast(key());
                case 4 -> KeyRange.prefix(Bytes.utf8("k"));
                default -> between();
            };
        }

        private KeyRange between() {
            Bytes a = key();
            Bytes b = key();
            int order = a.compareTo(b);
            return order == 0 ? KeyRange.single(a) : order < 0 ? KeyRange.between(a, b) : KeyRange.between(b, a);
        }

        private Bytes key() {
            return Bytes.utf8("k" + random.nextInt(keys));
        }

        private Bytes value() {
            return Bytes.wrap(new byte[random.nextInt(40)]);
        }
    }
}
