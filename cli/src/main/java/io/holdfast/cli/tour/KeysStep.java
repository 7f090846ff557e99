package io.holdfast.cli.tour;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.GetReply;
import io.holdfast.client.PutReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import org.HdrHistogram.Histogram;

/** Keys go in and come out again. */
final class KeysStep implements Step {
    private static final int KEYS = 500;
    private static final long MAX_MICROS = 60_000_000;

    @Override
    public String title() {
        return "Keys over mutual TLS";
    }

    @Override
    public void show(Stage stage) throws StepFailedException {
        Narrator narrator = stage.narrator();
        BlockingKeyValueClient keys = stage.client().keyValue().blocking();
        narrator.fact(
                "this client is %s, and so says its certificate", stage.tls().principal());
        PutReply put = keys.put("tour/greeting", "hello");
        GetReply get = keys.get("tour/greeting");
        narrator.fact(
                "put tour/greeting = hello (revision %d); get tour/greeting = %s",
                put.revision(), get.keyValue().map(kv -> kv.value().utf8()).orElse("nothing"));
        Histogram puts = new Histogram(MAX_MICROS, 3);
        Histogram gets = new Histogram(MAX_MICROS, 3);
        for (int i = 0; i < KEYS; i++) {
            Bytes key = Bytes.utf8("tour/key/%04d".formatted(i));
            long begin = System.nanoTime();
            keys.put(key, value(i));
            long middle = System.nanoTime();
            Bytes read =
                    keys.get(key).keyValue().orElseThrow(() -> missing(key)).value();
            long end = System.nanoTime();
            if (!read.equals(value(i))) {
                throw new StepFailedException(key + " should hold " + value(i) + ", holds " + read);
            }
            puts.recordValue(Math.min(MAX_MICROS, (middle - begin) / 1000));
            gets.recordValue(Math.min(MAX_MICROS, (end - middle) / 1000));
        }
        narrator.fact(
                "%d puts one after the other: median %.2f ms, 99 %% within %.2f ms (on the disks of a majority)",
                KEYS, millis(puts, 50), millis(puts, 99));
        narrator.fact(
                "%d linearizable gets: median %.2f ms, 99 %% within %.2f ms", KEYS, millis(gets, 50), millis(gets, 99));
        long count = keys.range(KeyRange.prefix(Bytes.utf8("tour/key/"))).count();
        if (count != KEYS) {
            throw new StepFailedException("there should be " + KEYS + " keys, there are " + count);
        }
        narrator.held("every value that was put was read back");
    }

    private static StepFailedException missing(Bytes key) {
        return new StepFailedException(key + " was acknowledged and is not there");
    }

    private static Bytes value(int i) {
        return Bytes.utf8("value " + i);
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }
}
