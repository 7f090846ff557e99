package io.holdfast.it.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a listener was told, taken one by one by the test. */
final class Heard<T> {
    private final BlockingQueue<T> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

    void answer(T answer) {
        answers.add(answer);
    }

    void error(Throwable error) {
        errors.add(error);
    }

    T next() throws InterruptedException {
        T next = answers.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("the next answer; errors: %s", errors).isNotNull();
        return next;
    }

    Throwable failure() throws InterruptedException {
        Throwable next = errors.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a failure; answers: %s", answers).isNotNull();
        return next;
    }

    boolean isSilent() {
        return answers.isEmpty() && errors.isEmpty();
    }
}
