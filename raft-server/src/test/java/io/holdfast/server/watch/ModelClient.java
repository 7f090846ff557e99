package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client as the contract wants it: checks that every push continues where the one before ended, and keeps what it was
 * told. Confined to one thread, the wakings excepted.
 */
final class ModelClient {
    final WatchStream stream;
    final AtomicInteger woken = new AtomicInteger();
    final Map<Long, Seen> watches = new TreeMap<>();
    final Map<Long, Rejection> ended = new TreeMap<>();
    final List<Long> cancelled = new ArrayList<>();
    final List<Long> progress = new ArrayList<>();
    final List<WatchPush> pushes = new ArrayList<>();

    private final String name;

    ModelClient(WatchHub hub, String name) {
        this.name = name;
        this.stream = hub.open(woken::incrementAndGet);
    }

    /** What one watch was told since it began or began anew. */
    static final class Seen {
        final WatchSpec spec;
        final List<Event> events = new ArrayList<>();
        final List<KeyValue> keys = new ArrayList<>();

        /** Where it began, by itself or by a reset; -1 before. */
        long start = -1;

        long position = -1;
        int resets;
        int fragments;
        boolean resetting;

        Seen(WatchSpec spec) {
            this.spec = spec;
        }
    }

    void create(long number, WatchSpec spec) {
        watches.put(number, new Seen(spec));
        stream.create(number, spec);
    }

    Seen seen(long number) {
        Seen seen = watches.get(number);
        if (seen == null) {
            throw new AssertionError(name + ": there is no watch " + number);
        }
        return seen;
    }

    /** Takes so many pushes, or all there are; says how many there were. */
    int poll(int most, int maxBytes) {
        int polled = 0;
        while (polled < most) {
            WatchPush push = stream.poll(maxBytes);
            if (push == null) {
                break;
            }
            polled++;
            pushes.add(push);
            take(push);
        }
        return polled;
    }

    private void take(WatchPush push) {
        if (push instanceof WatchPush.Begun begun) {
            Seen seen = seen(begun.watch());
            assertThat(seen.start).as("%s: begins once: %s", name, push).isEqualTo(-1);
            seen.start = begun.revision();
            seen.position = begun.revision();
        } else if (push instanceof WatchPush.Events events) {
            takeEvents(events);
        } else if (push instanceof WatchPush.Progress told) {
            progress.add(told.revision());
            for (Seen seen : watches.values()) {
                assertThat(seen.resetting)
                        .as("%s: no progress within a reset", name)
                        .isFalse();
                seen.position = seen.start < 0 ? seen.position : Math.max(seen.position, told.revision());
            }
        } else if (push instanceof WatchPush.Ended end) {
            ended.put(end.watch(), end.why());
            watches.remove(end.watch());
        } else if (push instanceof WatchPush.Cancelled end) {
            cancelled.add(end.watch());
            watches.remove(end.watch());
        } else {
            takeReset(push);
        }
    }

    private void takeEvents(WatchPush.Events push) {
        Seen seen = seen(push.watch());
        assertThat(seen.resetting).as("%s: no events within a reset", name).isFalse();
        assertThat(push.after()).as("%s: no gap: %s", name, push).isEqualTo(seen.position);
        assertThat(push.events()).as("%s: never nothing", name).isNotEmpty();
        boolean fragment = push.upTo() == push.after();
        seen.fragments += fragment ? 1 : 0;
        for (Event event : push.events()) {
            assertThat(event.revision()).as("%s: %s", name, push).isGreaterThan(push.after());
            assertThat(fragment || event.revision() <= push.upTo())
                    .as("%s: %s", name, push)
                    .isTrue();
        }
        seen.events.addAll(push.events());
        seen.position = push.upTo();
    }

    private void takeReset(WatchPush push) {
        Seen seen = seen(push.watch());
        assertThat(seen.start).as("%s: begun before: %s", name, push).isNotEqualTo(-1);
        if (push instanceof WatchPush.Reset reset) {
            seen.resets++;
            seen.resetting = true;
            seen.events.clear();
            seen.keys.clear();
            seen.start = reset.revision();
        } else if (push instanceof WatchPush.ResetPage page) {
            assertThat(seen.resetting).as("%s: pages of a reset", name).isTrue();
            seen.keys.addAll(page.keyValues());
        } else if (push instanceof WatchPush.ResetEnd end) {
            assertThat(end.revision()).as("%s: the end of that reset", name).isEqualTo(seen.start);
            seen.resetting = false;
            seen.position = end.revision();
        }
    }

    /** Everything told is what happened, nothing else, in order; up to {@code revision}, if everything was polled. */
    void check(History history, @Nullable Long revision) {
        watches.forEach((number, seen) -> {
            if (seen.start < 0) {
                return;
            }
            long upTo = revision == null ? seen.position : Math.max(revision, seen.position);
            if (!seen.resetting && (revision != null || seen.fragments == 0)) {
                assertThat(seen.events)
                        .as("%s: watch %s of %s from %s to %s", name, number, seen.spec, seen.start, upTo)
                        .isEqualTo(history.wanted(seen.spec, seen.start, upTo));
                if (seen.resets > 0) {
                    assertThat(seen.keys)
                            .as("%s: watch %s, keys at %s", name, number, seen.start)
                            .isEqualTo(history.keys(seen.spec.range(), seen.start));
                }
            }
        });
    }
}
