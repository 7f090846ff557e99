package io.holdfast.cli.snapshot;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server's tool says, lines of {@code name=value}, for people and for programs. */
final class ToolLines {
    /** What is text, whatever it looks like. */
    private static final Set<String> TEXTS = Set.of(
            "file",
            "sha256",
            "cluster",
            "clusterId",
            "written",
            "writer",
            "node",
            "dataDir",
            "members",
            "fromCluster",
            "fromClusterId",
            "chain",
            "content");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern SECTION = Pattern.compile("section\\.(\\w+)\\.(\\w+)");

    private ToolLines() {}

    static Document document(String lines) {
        Document document = new Document();
        Map<String, Document> sections = new LinkedHashMap<>();
        each(lines).forEach((name, value) -> {
            Matcher section = SECTION.matcher(name);
            if (section.matches()) {
                put(
                        sections.computeIfAbsent(section.group(1), word -> new Document().put("name", word)),
                        section.group(2),
                        value);
            } else {
                put(document, name, value);
            }
        });
        return sections.isEmpty() ? document : document.put("sections", List.copyOf(sections.values()));
    }

    private static void put(Document document, String name, String value) {
        if (!TEXTS.contains(name) && NUMBER.matcher(value).matches()) {
            document.put(name, Long.parseLong(value));
        } else if (!TEXTS.contains(name) && (value.equals("true") || value.equals("false"))) {
            document.put(name, value.equals("true"));
        } else {
            document.put(name, value);
        }
    }

    static String text(String lines) {
        Table table = new Table("WHAT", "VALUE");
        each(lines).forEach(table::row);
        return table.toString();
    }

    private static Map<String, String> each(String lines) {
        Map<String, String> found = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return found;
    }
}
