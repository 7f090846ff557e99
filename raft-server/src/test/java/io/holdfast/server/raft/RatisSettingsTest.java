package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Limits;
import io.holdfast.server.heap.HeapShares;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.storage.LogCodec;
import java.nio.file.Path;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;

class RatisSettingsTest {
    private static final RaftOptions OPTIONS =
            RaftOptions.of("demo", "n1", "127.0.0.1", List.of(new MemberAddress("n1", "127.0.0.1", 7400, 7401)));

    private final RaftProperties properties = RatisSettings.of(OPTIONS, Path.of("raft"));

    @Test
    void trap8NothingIsAcknowledgedBeforeItsFsync() {
        assertThat(RaftServerConfigKeys.Log.asyncFlushEnabled(properties)).isFalse();
        assertThat(RaftServerConfigKeys.Log.unsafeFlushEnabled(properties)).isFalse();
        assertThat(RaftServerConfigKeys.Log.useMemory(properties)).isFalse();
    }

    @Test
    void trap7ACorruptLogStopsTheNode() {
        assertThat(RaftServerConfigKeys.Log.corruptionPolicy(properties))
                .isEqualTo(RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    }

    @Test
    void theLogIsNeverKeptInATemporaryDirectory() {
        assertThat(RaftServerConfigKeys.storageDir(properties))
                .extracting(folder -> folder.toPath().toAbsolutePath())
                .containsExactly(Path.of("raft/log").toAbsolutePath());
    }

    @Test
    void theLimitsOfSizesFitIntoEachOther() {
        long largestEntry = LogCodec.HEADER_BYTES
                + Math.max(
                        ProposalLimits.DEFAULT.maxEntryBytes() + 8L * ProposalLimits.DEFAULT.maxEntryCommands(),
                        Limits.MAX_COMMAND_BYTES + Limits.REQUEST_NAME_BYTES + 8L);
        long entryLimit =
                RaftServerConfigKeys.Log.Appender.bufferByteLimit(properties).getSize();
        assertThat(largestEntry).isLessThan(entryLimit);
        assertThat(entryLimit + 8)
                .isLessThanOrEqualTo(
                        RaftServerConfigKeys.Log.writeBufferSize(properties).getSize());
        assertThat(entryLimit + (1 << 20))
                .isLessThanOrEqualTo(
                        GrpcConfigKeys.messageSizeMax(properties, message -> {}).getSize());
    }

    @Test
    void whatTheLogKeepsInHeapFollowsTheHeap() {
        long cache = RaftServerConfigKeys.Log.segmentCacheSizeMax(properties).getSize();
        assertThat(cache).isEqualTo(HeapShares.logCache());
        assertThat(RaftServerConfigKeys.Log.segmentSizeMax(properties).getSize())
                .as("the segment in progress is in heap too")
                .isLessThanOrEqualTo(cache / 2);
    }

    @Test
    void aFollowerThatIsFarBehindIsSentAFewEntriesAtATime() {
        assertThat(RaftServerConfigKeys.Log.Appender.bufferElementLimit(properties))
                .isEqualTo(RatisSettings.MAX_APPENDED_ENTRIES);
    }

    @Test
    void optionsThatCannotWorkAreRefusedNamingTheReason() {
        assertThatThrownBy(() -> RaftOptions.of("demo", "n9", "127.0.0.1", OPTIONS.members()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n9");
        assertThatThrownBy(() -> new ProposalLimits(1, 1, 1, RatisSettings.MAX_ENTRY_BYTES, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes in an entry");
    }
}
