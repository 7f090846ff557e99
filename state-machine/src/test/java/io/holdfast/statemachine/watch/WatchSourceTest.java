package io.holdfast.statemachine.watch;

import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What watches read, against every event there ever was and against reads of old revisions. */
@ExtendWith(StateInvariants.class)
class WatchSourceTest {
    private static final int MAX = Integer.MAX_VALUE;

    private final List<Event> all = new ArrayList<>();

    @Test
    void pagesOfAnySizeHoldEachWantedEventOnceAndInOrder() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            all.clear();
            CoordinationState state = new CoordinationState();
            write(state, random, 200 + random.nextInt(2_000));
            if (random.nextBoolean()) {
                state.apply(batch(new Compact(2 + random.nextInt((int) state.revision() - 2))));
            }
            WatchSource source = state.watchSource();
            for (int i = 0; i < 20; i++) {
                WatchSpec spec = spec(random);
                long floor = Math.max(1, source.floor());
                long after = floor - 1 + random.nextInt((int) (source.revision() - floor + 2));
                long upTo = after + random.nextInt((int) (source.revision() - after + 1));
                assertThat(inPages(source, spec, after, upTo, random))
                        .as("seed %s: %s in (%s, %s]", seed, spec, after, upTo)
                        .isEqualTo(wanted(spec, after, upTo));
            }
        }
    }

    @Test
    void keysOfAnOldRevisionAreReadInPagesWhateverWasWrittenSince() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            CoordinationState state = new CoordinationState();
            write(state, random, 100 + random.nextInt(1_500));
            long revision = state.revision();
            write(state, random, random.nextInt(1_500));
            for (int i = 0; i < 10; i++) {
                KeyRange range = range(random);
                int maxBytes = 1 + random.nextInt(2_000);
                List<KeyValue> read = new ArrayList<>();
                Bytes from = range.start();
                while (from != null) {
                    KeyPage page = page(state, new KeyScan(range, revision, from), maxBytes, random);
                    assertThat(page.bytes() <= maxBytes || page.keyValues().size() == 1)
                            .as("seed %s: page of %s bytes", seed, page.bytes())
                            .isTrue();
                    read.addAll(page.keyValues());
                    from = page.next();
                    write(state, random, 3);
                }
                assertThat(read)
                        .as("seed %s: %s at %s", seed, range, revision)
                        .isEqualTo(((Outcome.Range) state.query(at(range, revision))).keyValues());
            }
        }
    }

    @Test
    void theEventsOfTheFloorAreKept(CoordinationState state) {
        state.apply(batch(put("a", "1"), put("b", "1"), put("a", "2"), new Compact(3)));

        EventPage page = state.watchSource().events(WatchSpec.of(KeyRange.ALL, 3), Bookmark.after(2), 4, MAX, MAX);

        assertThat(page.events()).extracting(Event::revision).containsExactly(3L, 4L);
    }

    @Test
    void aRevisionIsSplitOnlyIfItAloneIsTooLarge(CoordinationState state) {
        state.apply(batch(put("a", "1"), puts("a", "b", "c", "d"), put("d", "2")));
        WatchSource source = state.watchSource();
        WatchSpec spec = WatchSpec.of(KeyRange.ALL, 1);
        int three = 3 * 66;

        EventPage first = source.events(spec, Bookmark.after(1), 4, three, MAX);
        EventPage second = source.events(spec, first.end(), 4, three, MAX);
        EventPage third = source.events(spec, second.end(), 4, three, MAX);

        assertThat(keys(first)).containsExactly("a");
        assertThat(first.isFragment()).isFalse();
        assertThat(first.more()).isTrue();
        assertThat(keys(second)).containsExactly("a", "b", "c");
        assertThat(second.upTo()).isEqualTo(2);
        assertThat(second.isFragment()).isTrue();
        assertThat(keys(third)).containsExactly("d", "d");
        assertThat(third.upTo()).isEqualTo(4);
    }

    @Test
    void theVersionBeforeIsGivenOnlyToThoseWhoAsk(CoordinationState state) {
        state.apply(batch(put("a", "1"), put("a", "2")));
        WatchSpec plain = WatchSpec.of(KeyRange.ALL, 1);
        WatchSpec asking = new WatchSpec(KeyRange.ALL, 1, false, 0, true, true, true, true);

        assertThat(state.watchSource()
                        .events(plain, Bookmark.after(2), 3, MAX, MAX)
                        .events()
                        .get(0)
                        .previous())
                .isNull();
        KeyValue previous = state.watchSource()
                .events(asking, Bookmark.after(2), 3, MAX, MAX)
                .events()
                .get(0)
                .previous();
        assertThat(previous).isNotNull();
    }

    @Test
    void aSearchAmongMillionsOfOthersEndsAfterItsShare(CoordinationState state) {
        write(state, new Random(1), 3_000);
        state.apply(batch(put("zebra", "1")));
        WatchSource source = state.watchSource();
        WatchSpec spec = WatchSpec.of(KeyRange.single(Bytes.utf8("zebra")), 1);
        Bookmark at = Bookmark.after(1);
        int readings = 0;
        EventPage page;
        do {
            page = source.seek(spec, at, source.revision(), 40);
            assertThat(leadsOn(at, page.end())).isTrue();
            at = page.end();
            readings++;
        } while (!page.more());

        page = source.events(spec, at, source.revision(), MAX, 0);
        assertThat(keys(page)).containsExactly("zebra");
        assertThat(readings)
                .as("it takes several shares, but skips what it can")
                .isBetween(2, 30);
    }

    private List<Event> inPages(WatchSource source, WatchSpec spec, long from, long upTo, Random random) {
        List<Event> read = new ArrayList<>();
        Bookmark at = Bookmark.after(from);
        boolean promised = false;
        while (at.after() < upTo) {
            if (random.nextInt(5) == 0) {
                EventPage sought = source.seek(spec, at, upTo, random.nextInt(600));
                assertThat(sought.events()).isEmpty();
                assertThat(sought.more() || leadsOn(at, sought.end())).isTrue();
                assertThat(!promised || sought.more()).isTrue();
                promised = sought.more();
                at = sought.end();
                continue;
            }
            int maxBytes = random.nextInt(4) == 0 ? MAX : random.nextInt(700);
            int maxScanned = random.nextInt(random.nextBoolean() ? 8 : 600);
            EventPage page = source.events(spec, at, upTo, maxBytes, maxScanned);
            assertThat(leadsOn(at, page.end())).as("a page leads on").isTrue();
            assertThat(page.looked()).as("a share is bounded").isLessThanOrEqualTo(2 * maxScanned + 130);
            assertThat(page.bytes() <= maxBytes || page.events().size() == 1).isTrue();
            assertThat(page.bytes())
                    .isEqualTo(
                            page.events().stream().mapToInt(WatchSource::cost).sum());
            assertThat(page.upTo()).isLessThanOrEqualTo(upTo);
            if (page.isFragment()) {
                long revision = page.upTo() + 1;
                assertThat(page.events()).allMatch(event -> event.revision() == revision);
                assertThat(page.more()).as("the rest of a revision follows").isTrue();
            } else {
                assertThat(page.events()).allMatch(event -> event.revision() <= page.upTo());
            }
            assertThat(!promised || !page.events().isEmpty() || page.more())
                    .as("what was promised comes, or is still held back")
                    .isTrue();
            promised = page.more() && page.end().ahead() > 0;
            read.addAll(page.events());
            at = page.end();
        }
        assertThat(promised).isFalse();
        return read;
    }

    private static boolean leadsOn(Bookmark from, Bookmark to) {
        return to.after() > from.after() || to.within() > from.within() || to.ahead() > from.ahead();
    }

    private KeyPage page(CoordinationState state, KeyScan scan, int maxBytes, Random random) {
        while (true) {
            int share = random.nextInt(400);
            KeyPage page = scan.read(state.watchSource(), maxBytes, share);
            assertThat(scan.looked()).as("a share is bounded").isLessThan(share + 700 + maxBytes / 64);
            if (page != null) {
                return page;
            }
            write(state, random, random.nextInt(40));
        }
    }

    private List<Event> wanted(WatchSpec spec, long after, long upTo) {
        return all.stream()
                .filter(event -> event.revision() > after && event.revision() <= upTo)
                .filter(event -> event.kind() == Event.Kind.PUT ? spec.puts() : spec.deletes())
                .filter(event -> spec.range().contains(event.keyValue().key()))
                .map(event -> spec.previous() ? event : new Event(event.kind(), event.keyValue(), null))
                .toList();
    }

    /** Commands of one key and of many, some of them far more events than a page or a share holds. */
    private void write(CoordinationState state, Random random, int commands) {
        for (int i = 0; i < commands; i++) {
            int dice = random.nextInt(100);
            all.addAll(state.apply(
                            dice < 80
                                    ? batch(new Put(key(random), Bytes.wrap(new byte[random.nextInt(60)])))
                                    : dice < 90
                                            ? batch(new DeleteRange(range(random), false))
                                            : dice < 95
                                                    ? batch(withoutEvents())
                                                    : batch(puts("k1", "k2", "k30", "k4", "k50", "k6", "q")))
                    .events());
        }
    }

    /** Takes a revision. */
    private static ConfigCommand withoutEvents() {
        List<Document> documents = List.of(new Document("a", DocumentType.TEXT, Bytes.EMPTY));
        return new ConfigCommand.Publish(
                "set", -1, documents, ReleaseChecksum.of(documents), Bytes.EMPTY, "", 0, null, "");
    }

    private static Transaction puts(String... keys) {
        List<Operation> puts = new ArrayList<>();
        for (String key : keys) {
            puts.add(put(key, "v"));
        }
        return new Transaction(List.of(), puts, List.of());
    }

    private static WatchSpec spec(Random random) {
        int kinds = random.nextInt(4);
        return new WatchSpec(range(random), 1, false, 0, kinds != 1, kinds != 2, random.nextBoolean(), true);
    }

    private static KeyRange range(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> KeyRange.single(key(random));
            case 1 -> KeyRange.prefix(Bytes.utf8("k" + random.nextInt(10)));
            case 2 -> KeyRange.atLeast(key(random));
            case 3 -> KeyRange.single(Bytes.utf8("q"));
            default -> KeyRange.between(key(random), key(random));
        };
    }

    private static RangeQuery at(KeyRange range, long revision) {
        RangeQuery all = RangeQuery.of(range);
        return new RangeQuery(range, revision, 0, all.target(), all.order(), false, false, 0, 0, 0, 0, 0);
    }

    private static Bytes key(Random random) {
        return Bytes.utf8("k" + random.nextInt(300));
    }

    private static List<String> keys(EventPage page) {
        return page.events().stream()
                .map(event -> event.keyValue().key().utf8())
                .toList();
    }
}
