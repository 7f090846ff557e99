package io.holdfast.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.port.Client;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.Operations;
import io.holdfast.server.port.StateCopy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotRouteTest {
    private final byte[] state = new byte[600_000];
    private final Heard heard = new Heard();
    private final Client client = mock(Client.class);
    private final Maintenance maintenance = mock(Maintenance.class);
    private final SnapshotRoute route = new SnapshotRoute(maintenance);
    private @Nullable Failure atOpening;
    private @Nullable Failure whileReading;
    private int open;

    @BeforeEach
    void prepare() {
        Arrays.fill(state, (byte) 7);
        NodeStatus status = mock(NodeStatus.class);
        when(status.clusterId()).thenReturn("c-1");
        when(status.node()).thenReturn("n1");
        when(maintenance.status()).thenReturn(status);
        when(maintenance.operations()).thenReturn(new Copying());
        when(client.isOperator()).thenReturn(true);
    }

    @Test
    void anOperatorGetsALineOfJsonTheFileAndItsChecksum() throws Exception {
        get("GET");
        byte[] body = heard.body.toByteArray();
        int end = new String(body, StandardCharsets.ISO_8859_1).indexOf('\n');
        JsonNode preface = new ObjectMapper().readTree(Arrays.copyOf(body, end));
        assertThat(preface.path("cluster").asText()).isEqualTo("demo");
        assertThat(preface.path("clusterId").asText()).isEqualTo("c-1");
        assertThat(preface.path("node").asText()).isEqualTo("n1");
        assertThat(preface.path("term").asLong()).isEqualTo(3);
        assertThat(preface.path("index").asLong()).isEqualTo(17);
        assertThat(preface.path("revision").asLong()).isEqualTo(9);
        assertThat(preface.path("bytes").asLong()).isEqualTo(state.length);
        assertThat(Arrays.copyOfRange(body, end + 1, end + 1 + state.length)).isEqualTo(state);
        assertThat(Arrays.copyOfRange(body, end + 1 + state.length, body.length))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(state));
        assertThat(open).isZero();
    }

    @Test
    void nobodyElseGetsAnything() throws Exception {
        when(client.isOperator()).thenReturn(false);
        get("GET");
        assertThat(heard.status).isEqualTo(403);
        assertThat(heard.body.toString(StandardCharsets.UTF_8)).contains("operators");
        when(client.isOperator()).thenReturn(true);
        get("POST");
        assertThat(heard.status).isEqualTo(405);
        assertThat(open).isZero();
    }

    @Test
    void aNodeThatCannotSaysWhy() throws Exception {
        atOpening = Failure.overloaded("four are being copied", 10_000);
        get("GET");
        assertThat(heard.status).isEqualTo(503);
        assertThat(heard.body.toString(StandardCharsets.UTF_8)).contains("OVERLOADED", "four are being copied");
    }

    @Test
    void whatBreaksOffHasNoChecksumAndIsGivenBack() {
        whileReading = Failure.notApplied(Failure.Code.INTERNAL, "the disk is gone");
        assertThatThrownBy(() -> get("GET")).isInstanceOf(IOException.class).hasMessageContaining("the disk is gone");
        assertThat(open).isZero();
    }

    @Test
    void onlyItsOwnPathIsServed() {
        assertThat(route.pace("/snapshot")).isEqualTo(HttpRoutes.Pace.PATIENT);
        assertThat(route.pace("/snapshots")).isEqualTo(HttpRoutes.Pace.NONE);
    }

    private void get(String method) throws IOException, InterruptedException {
        route.serve(new HttpRoutes.Request(method, SnapshotRoute.PATH, client, Bytes.EMPTY), heard);
    }

    private static final class Heard implements HttpRoutes.Answer {
        private int status;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        @Override
        public void send(int code, String contentType, byte[] bytes) {
            status = code;
            body.writeBytes(bytes);
        }

        @Override
        public void begin(String contentType) {
            status = 200;
        }

        @Override
        public void part(byte[] bytes) {
            body.writeBytes(bytes);
        }
    }

    private final class Copying implements Operations {
        @Override
        public void copyState(long deadlineNanos, Answer<StateCopy> answer) {
            Failure broken = atOpening;
            if (broken != null) {
                answer.failed(broken);
                return;
            }
            open++;
            answer.answered(new Copy());
        }

        @Override
        public void handOver(String node, long deadlineNanos, Answer<String> answer) {
            throw new AssertionError("nobody asked for it");
        }
    }

    private final class Copy implements StateCopy {
        private int at;

        @Override
        public SnapshotHeader header() {
            return new SnapshotHeader("demo", 3, 17, 1_000, "test");
        }

        @Override
        public long revision() {
            return 9;
        }

        @Override
        public long bytes() {
            return state.length;
        }

        @Override
        public void next(int maxBytes, Answer<Bytes> answer) {
            Failure broken = whileReading;
            if (broken != null) {
                answer.failed(broken);
                return;
            }
            int end = Math.min(state.length, at + maxBytes);
            answer.answered(Bytes.wrap(Arrays.copyOfRange(state, at, end)));
            at = end;
        }

        @Override
        public void close() {
            open--;
        }
    }
}
