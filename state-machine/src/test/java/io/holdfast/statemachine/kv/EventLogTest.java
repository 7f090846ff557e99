package io.holdfast.statemachine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The log against a plain list, older logs and logs that fork included. */
class EventLogTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @Test
    void everyLogStaysWhatItWasWhateverItsSuccessorsDo() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<EventLog> logs = new ArrayList<>();
            List<List<Event>> contents = new ArrayList<>();
            EventLogEditor editor = new EventLogEditor(EventLog.EMPTY);
            List<Event> expected = new ArrayList<>();
            long revision = 1;
            for (int step = 0; step < 60; step++) {
                for (int i = random.nextInt(200); i > 0; i--) {
                    Event event = event(++revision, random.nextInt(50));
                    editor.append(event);
                    expected.add(event);
                }
                if (random.nextInt(3) == 0 && !expected.isEmpty()) {
                    int dropped = random.nextInt(Math.min(700, expected.size()) + 1);
                    editor.dropFirst(dropped);
                    expected = new ArrayList<>(expected.subList(dropped, expected.size()));
                }
                logs.add(editor.freeze());
                contents.add(List.copyOf(expected));
                if (random.nextInt(10) == 0) {
                    int fork = random.nextInt(logs.size());
                    editor = new EventLogEditor(logs.get(fork));
                    expected = new ArrayList<>(contents.get(fork));
                }
            }
            for (int i = 0; i < logs.size(); i++) {
                check(logs.get(i), contents.get(i), "seed " + seed);
            }
        }
    }

    @Test
    void whatWasDroppedIsNotKeptAlive() {
        EventLogEditor editor = new EventLogEditor(EventLog.EMPTY);
        for (int i = 0; i < EventLog.CHUNK * 2; i++) {
            editor.append(event(i + 2, 1));
        }
        editor.dropFirst(EventLog.CHUNK + 5);
        EventLog log = editor.freeze();
        assertThat(log.chunks).hasSize(1);
        for (int i = 0; i < EventLog.CHUNK; i++) {
            assertThat(log.chunks[0].events[i] == null).as("slot %s", i).isEqualTo(i < 5);
        }
    }

    private static void check(EventLog log, List<Event> expected, String name) {
        List<Event> actual = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            actual.add(log.get(i));
        }
        assertThat(actual).as(name).isEqualTo(expected);
        assertThat(log.payloadBytes()).as(name).isEqualTo(bytes(expected));
        if (!expected.isEmpty()) {
            long middle = expected.get(expected.size() / 2).revision();
            assertThat(log.countThrough(middle)).as(name).isEqualTo((int) expected.stream()
                    .filter(event -> event.revision() <= middle)
                    .count());
        }
        long half = log.payloadBytes() / 2;
        int excess = log.excessOver(half);
        assertThat(bytes(expected.subList(excess, expected.size()))).as(name).isLessThanOrEqualTo(half);
        if (excess > 0) {
            assertThat(bytes(expected.subList(excess - 1, expected.size())))
                    .as(name)
                    .isGreaterThan(half);
        }
    }

    private static long bytes(List<Event> events) {
        long bytes = 0;
        for (Event event : events) {
            KeyValue ended = event.previous();
            bytes += ended == null ? 0 : ended.payloadSize();
        }
        return bytes;
    }

    private static Event event(long revision, int size) {
        KeyValue ended =
                size == 0 ? null : new KeyValue(KEY, Bytes.wrap(new byte[size]), 1, Math.max(1, revision - 1), 1, 0);
        return new Event(Event.Kind.PUT, new KeyValue(KEY, Bytes.EMPTY, 1, revision, 2, 0), ended);
    }
}
