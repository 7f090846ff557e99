package io.holdfast.etcd.http;

import io.grpc.Status;
import io.holdfast.etcd.http.LocalCall.Heard;
import io.holdfast.server.port.HttpRoutes.Answer;
import java.io.IOException;

/** The many answers of one call, each a line, until the call ends or its reader is gone. Confined to one thread. */
final class JsonStream {
    private final LocalCall<?, ?> call;
    private final Nudge nudge;
    private final long silenceNanos;
    private byte[] last = {};
    private boolean begun;

    JsonStream(LocalCall<?, ?> call, Nudge nudge, long silenceNanos) {
        this.call = call;
        this.nudge = nudge;
        this.silenceNanos = silenceNanos;
    }

    void run(Answer answer) throws IOException, InterruptedException {
        while (true) {
            Heard heard = call.next(silenceNanos);
            if (heard instanceof Heard.Answer found) {
                last = Json.result(found.message());
                line(answer, last);
            } else if (heard instanceof Heard.End end) {
                end(answer, end.status());
                return;
            } else {
                nudge(answer);
            }
        }
    }

    private void nudge(Answer answer) throws IOException {
        if (nudge.request() != null) {
            call.send(nudge.request());
        } else if (last.length > 0) {
            line(answer, last);
        }
    }

    private void end(Answer answer, Status status) throws IOException {
        if (!begun && !status.isOk()) {
            answer.send(HttpStatus.of(status.getCode()), Json.TYPE, Json.error(status));
        } else if (!status.isOk()) {
            line(answer, Json.streamError(status));
        } else if (!begun) {
            answer.begin(Json.TYPE);
        }
    }

    private void line(Answer answer, byte[] line) throws IOException {
        if (!begun) {
            begun = true;
            answer.begin(Json.TYPE);
        }
        answer.part(line);
    }
}
