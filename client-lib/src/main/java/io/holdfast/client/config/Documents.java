package io.holdfast.client.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Documents to be published: of files or texts, their types by their names, checked before anything is sent. Not safe for
 * several threads at once.
 *
 * <pre>{@code
 * List<Document> documents = new Documents()
 *         .add("app.yaml", "pool:\n  size: 8\n")
 *         .add("motd.txt", "hello\n")
 *         .list();
 * }</pre>
 */
public final class Documents {
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    private static final Map<String, DocumentType> TYPES = Map.of(
            "yaml", DocumentType.YAML,
            "yml", DocumentType.YAML,
            "json", DocumentType.JSON,
            "properties", DocumentType.PROPERTIES,
            "txt", DocumentType.TEXT,
            "md", DocumentType.TEXT,
            "xml", DocumentType.TEXT,
            "conf", DocumentType.TEXT,
            "ini", DocumentType.TEXT,
            "toml", DocumentType.TEXT);

    private final Map<String, Document> documents = new TreeMap<>();
    private long bytes;

    /** No documents yet. */
    public Documents() {}

    /** The type of a document by the end of its path; BINARY if that says nothing. */
    public static DocumentType typeOf(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(TYPES.get(ending)).orElse(DocumentType.BINARY);
    }

    /**
     * Adds a text, of the type that its path says.
     *
     * @throws ConfigSyntaxException if it is malformed
     * @throws IllegalArgumentException if the path is none or taken, or the release gets too large
     */
    public Documents add(String path, String text) {
        return add(new Document(path, typeOf(path), Bytes.utf8(text)));
    }

    /**
     * Adds a document.
     *
     * @throws ConfigSyntaxException if its content is not what its type says
     * @throws IllegalArgumentException if the path is none or taken, or the release gets too large
     */
    public Documents add(Document document) {
        String path = document.path();
        boolean parts = PATH.matcher(path).matches()
                && List.of(path.split("/", -1)).stream().noneMatch(part -> part.equals(".") || part.equals(".."));
        if (!parts || path.length() > Limits.MAX_DOCUMENT_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is no path of a document: parts of letters, digits, dots,"
                            + " dashes and underscores between slashes, none of them . or .., at most "
                            + Limits.MAX_DOCUMENT_PATH_BYTES + " in all");
        }
        if (documents.containsKey(path)) {
            throw new IllegalArgumentException("two documents have the path " + path);
        }
        if (documents.size() == Limits.MAX_DOCUMENTS) {
            throw new IllegalArgumentException("more than " + Limits.MAX_DOCUMENTS + " documents");
        }
        long after = bytes + path.length() + document.content().size();
        if (after > Limits.MAX_RELEASE_BYTES) {
            throw new IllegalArgumentException("with " + path + " the documents have " + after + " bytes, at most "
                    + Limits.MAX_RELEASE_BYTES + " are allowed");
        }
        check(document);
        bytes = after;
        documents.put(path, document);
        return this;
    }

    /**
     * Sees that a document is what its type says.
     *
     * @throws ConfigSyntaxException if it is not
     */
    public static void check(Document document) {
        if (ConfigValue.isReadable(document.type())) {
            ConfigValue.parse(document);
        } else if (document.type() == DocumentType.TEXT
                && Parsing.text(document).indexOf('\0') >= 0) {
            throw new ConfigSyntaxException(
                    new ConfigPosition(document.path(), 1, 1),
                    "a text with a NUL in it: bytes that are no text are of type BINARY",
                    null);
        }
    }

    /**
     * Adds a file under its name, or a folder's files under their paths within it. Files and folders whose names begin with a
     * dot are left out when a folder is read.
     *
     * @throws IOException if it cannot be read
     * @throws ConfigSyntaxException if a file is malformed
     * @throws IllegalArgumentException as {@link #add(Document)}
     */
    public Documents addFile(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            Path name = file.getFileName();
            if (name == null) {
                throw new IllegalArgumentException(file + " is no file");
            }
            return addFile(name.toString(), file);
        }
        List<Path> found;
        try (var files = Files.walk(file)) {
            found = files.filter(Files::isRegularFile)
                    .filter(each -> !hidden(file.relativize(each)))
                    .limit(Limits.MAX_DOCUMENTS + 1L)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
        for (Path each : found) {
            addFile(file.relativize(each).toString().replace('\\', '/'), each);
        }
        return this;
    }

    /**
     * Adds a file under a path.
     *
     * @throws IOException if it cannot be read
     * @throws ConfigSyntaxException if it is malformed
     * @throws IllegalArgumentException as {@link #add(Document)}
     */
    public Documents addFile(String path, Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(Limits.MAX_RELEASE_BYTES + 1);
        }
        return add(new Document(path, typeOf(path), Bytes.wrap(content)));
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** The documents, in order of their paths. */
    public List<Document> list() {
        return List.copyOf(documents.values());
    }

    /** All of them, checked; for documents that come from elsewhere. */
    public static List<Document> checked(Collection<Document> documents) {
        Documents checked = new Documents();
        documents.forEach(checked::add);
        return checked.list();
    }
}
