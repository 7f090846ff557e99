package io.holdfast.statemachine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against a {@link TreeMap}, with keys that are prefixes of each other and bytes at both ends of their order. */
class FirstEventsTest {
    private static final byte[] ALPHABET = {0, 1, 'a', 0x7f, (byte) 0x80, (byte) 0xff};

    @Test
    void theFirstEventOfEachKeyIsFoundByKeyAndByRange() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            byte[] prefix = draw(random, 12);
            int letters = 1 + random.nextInt(ALPHABET.length);
            NavigableMap<Bytes, Event> expected = new TreeMap<>();
            List<Event> events = new ArrayList<>();
            for (int i = 1 + random.nextInt(100); i > 0; i--) {
                Bytes key = key(random, prefix, letters);
                Event event =
                        new Event(Event.Kind.PUT, new KeyValue(key, Bytes.EMPTY, 1, events.size() + 2, 1, 0), null);
                events.add(event);
                expected.putIfAbsent(key, event);
            }
            FirstEvents firsts = FirstEvents.of(events);
            assertThat(in(firsts, KeyRange.ALL)).as("seed %s", seed).isEqualTo(List.copyOf(expected.values()));
            for (int i = 0; i < 50; i++) {
                Bytes low = probe(random, prefix, letters);
                Bytes high = probe(random, prefix, letters);
                assertThat(firsts.get(low)).as("seed %s", seed).isSameAs(expected.get(low));
                assertThat(in(firsts, KeyRange.atLeast(low)))
                        .as("seed %s", seed)
                        .isEqualTo(List.copyOf(expected.tailMap(low).values()));
                if (low.compareTo(high) < 0 && high.size() > 1) {
                    assertThat(in(firsts, KeyRange.between(low, high)))
                            .as("seed %s", seed)
                            .isEqualTo(List.copyOf(expected.subMap(low, high).values()));
                }
            }
        }
    }

    private static List<Event> in(FirstEvents firsts, KeyRange range) {
        List<Event> found = new ArrayList<>();
        firsts.copyTo(found, range);
        return found;
    }

    /** A key like those stored, or one that shares only part of their prefix or none. */
    private static Bytes probe(Random random, byte[] prefix, int letters) {
        byte[] other = prefix.clone();
        if (random.nextInt(3) == 0 && other.length > 0) {
            other[random.nextInt(other.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        Bytes key = key(random, other, letters);
        return random.nextInt(5) == 0 ? Bytes.copyOf(key.sharedArray(), 0, 1 + random.nextInt(key.size())) : key;
    }

    private static Bytes key(Random random, byte[] prefix, int letters) {
        byte[] tail = draw(random, letters > 2 ? 4 : 12);
        byte[] key = new byte[prefix.length + tail.length + 1];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        System.arraycopy(tail, 0, key, prefix.length, tail.length);
        key[key.length - 1] = ALPHABET[random.nextInt(letters)];
        return Bytes.wrap(key);
    }

    private static byte[] draw(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return bytes;
    }
}
