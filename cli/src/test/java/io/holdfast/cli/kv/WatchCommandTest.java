package io.holdfast.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.WatchClient;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchIterator;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchCommandTest {
    private static final KeyValue A = new KeyValue(Bytes.utf8("a"), Bytes.utf8("1"), 3, 3, 1, 0);
    private static final WatchUpdate EVENTS = new WatchUpdate.Events(
            2,
            4,
            List.of(
                    new WatchEvent.Put(A, Optional.empty()),
                    new WatchEvent.Delete(Bytes.utf8("a"), 4, Optional.of(A))));

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final WatchClient watches = mock(WatchClient.class);

    @Test
    void eachEventIsItsKindItsKeyAndItsValue() {
        telling(KeyRange.single(Bytes.utf8("a")), WatchOptions.DEFAULT, EVENTS);
        assertThat(ToolRun.of(client, "kv", "watch", "a").out()).isEqualTo("PUT\na\n1\nDELETE\na\n");
    }

    @Test
    void asJsonEachUpdateIsOneLine() throws IOException {
        telling(KeyRange.prefix(Bytes.utf8("a")), WatchOptions.DEFAULT.withPrevious(), EVENTS);
        String[] lines = ToolRun.of(client, "kv", "watch", "a", "--prefix", "--prev", "-o", "json")
                .out()
                .split("\n");
        assertThat(lines).hasSize(2);
        JsonNode delete = new ObjectMapper().readTree(lines[1]);
        assertThat(delete.path("kind").asText()).isEqualTo("delete");
        assertThat(delete.path("revision").asLong()).isEqualTo(4);
        assertThat(delete.path("previous").path("value").asText()).isEqualTo("1");
    }

    @Test
    void itEndsAfterAsManyEventsAsAskedFor() {
        WatchIterator updates = telling(KeyRange.single(Bytes.utf8("a")), WatchOptions.DEFAULT.from(3), EVENTS, EVENTS);
        assertThat(ToolRun.of(client, "kv", "watch", "a", "--rev", "3", "--max-events", "1")
                        .out())
                .isEqualTo("PUT\na\n1\n");
        verify(updates).close();
    }

    @Test
    void aSnapshotAndProgressAreTold() {
        telling(
                KeyRange.single(Bytes.utf8("a")),
                WatchOptions.DEFAULT.withSnapshot().withProgress(),
                new WatchUpdate.SnapshotBegin(9),
                new WatchUpdate.SnapshotPage(List.of(A)),
                new WatchUpdate.SnapshotEnd(9),
                new WatchUpdate.Progress(12));
        assertThat(ToolRun.of(client, "kv", "watch", "a", "--snapshot", "--progress")
                        .out())
                .isEqualTo("SNAPSHOT 9\nKEY\na\n1\nEND 9\nPROGRESS 12\n");
    }

    @Test
    void thatTheWatchIsStaleIsAMessageAndNotAResult() {
        telling(KeyRange.single(Bytes.utf8("a")), WatchOptions.DEFAULT, new WatchUpdate.Stale(Instant.EPOCH));
        ToolRun run = ToolRun.of(client, "kv", "watch", "a");
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("stale").contains("1970-01-01");
    }

    @Test
    void flagsThatExcludeEachOtherAreUsage() {
        assertThat(ToolRun.of(client, "kv", "watch", "a", "--puts-only", "--deletes-only")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv", "watch", "a", "--rev", "3", "--snapshot")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }

    private WatchIterator telling(KeyRange range, WatchOptions options, WatchUpdate... updates) {
        WatchIterator told = mock(WatchIterator.class);
        Iterator<WatchUpdate> each = List.of(updates).iterator();
        when(told.hasNext()).thenAnswer(call -> each.hasNext());
        when(told.next()).thenAnswer(call -> each.next());
        when(client.watch()).thenReturn(watches);
        when(watches.iterate(any(), any())).thenReturn(mock(WatchIterator.class));
        when(watches.iterate(eq(range), eq(options))).thenReturn(told);
        return told;
    }
}
