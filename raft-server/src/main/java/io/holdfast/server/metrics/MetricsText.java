package io.holdfast.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One scrape: our own metrics, Ratis' and the process's, in Prometheus' text format. Safe for any thread. */
public final class MetricsText {
    /** The media type of {@link #of}. */
    public static final String CONTENT_TYPE = Exposition.CONTENT_TYPE;

    static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99, 0.999);

    /** {@code name} or {@code name[key=value]}. */
    private static final Pattern NAME = Pattern.compile("([^\\[]+)(?:\\[([^=]+)=(.*)])?");

    private MetricsText() {}

    /** Everything now. */
    public static String of(ServerMetrics metrics) {
        Exposition out = new Exposition();
        metrics.registry().getMetrics().forEach((name, metric) -> write(out, metrics, name, metric));
        RatisMetrics.write(out);
        ProcessFigures.write(out);
        return out.text();
    }

    private static void write(Exposition out, ServerMetrics metrics, String fullName, Metric metric) {
        Matcher parts = NAME.matcher(fullName);
        if (!parts.matches()) {
            throw new IllegalStateException("a metric named '" + fullName + "'");
        }
        String help = metrics.help(parts.group(1));
        String name = "holdfast_" + parts.group(1);
        Map<String, String> labels = parts.group(2) == null ? Map.of() : Map.of(parts.group(2), parts.group(3));
        if (metric instanceof Distribution distribution) {
            Snapshot snapshot = distribution.getSnapshot();
            for (double quantile : QUANTILES) {
                Map<String, String> all = new TreeMap<>(labels);
                all.put("quantile", Double.toString(quantile));
                out.sample(
                        name, Exposition.Type.SUMMARY, help, all, snapshot.getValue(quantile) * distribution.scale());
            }
            out.sample(name, "_sum", Exposition.Type.SUMMARY, help, labels, distribution.sum());
            out.sample(name, "_count", Exposition.Type.SUMMARY, help, labels, (double) distribution.getCount());
        } else if (metric instanceof Counter counter) {
            out.sample(name, Exposition.Type.COUNTER, help, labels, (double) counter.getCount());
        } else if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
            boolean rises = parts.group(1).endsWith(".total");
            out.sample(
                    name, rises ? Exposition.Type.COUNTER : Exposition.Type.GAUGE, help, labels, number.doubleValue());
        }
    }
}
