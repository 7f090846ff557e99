package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a node may say that it has no past: others format their disks on the strength of it. */
class FirstLifeTest {
    @TempDir
    Path folder;

    private final AtomicReference<RaftServer.@Nullable Division> division = new AtomicReference<>();

    @Test
    void aNodeBetweenFormatAndStartHasNoPast() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder, "test", "n1")) {
            FirstLife life = new FirstLife(directory, division::get);
            assertThat(life.hasNoPast()).as("empty").isTrue();
            life.format("test", "n1", ClusterId.ofName("test"));
            assertThat(life.hasNoPast()).as("formatted").isTrue();
            life.raftBegins();
            assertThat(life.hasNoPast()).as("it may vote from now on").isFalse();
            division.set(division(0, null));
            assertThat(life.hasNoPast()).as("it runs and has not voted").isTrue();
            division.set(division(1, null));
            assertThat(life.hasNoPast()).as("it has voted").isFalse();
            division.set(division(0, TermIndex.valueOf(1, 0)));
            assertThat(life.hasNoPast()).as("it has a log").isFalse();
        }
    }

    @Test
    void aDiskThatAnEarlierProcessFormattedMayHaveAPastUntilRaftHasReadIt() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder, "test", "n1")) {
            new FirstLife(directory, division::get).format("test", "n1", ClusterId.ofName("test"));
        }
        try (DataDirectory directory = DataDirectory.open(folder, "test", "n1")) {
            FirstLife life = new FirstLife(directory, division::get);
            assertThat(life.hasNoPast()).isFalse();
            division.set(division(0, null));
            assertThat(life.hasNoPast()).isTrue();
        }
    }

    private static RaftServer.Division division(long term, @Nullable TermIndex last) {
        RaftServer.Division division = mock(RaftServer.Division.class, RETURNS_DEEP_STUBS);
        when(division.getInfo().getCurrentTerm()).thenReturn(term);
        when(division.getRaftLog().getLastEntryTermIndex()).thenReturn(last);
        return division;
    }
}
