package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.queue.DeadLetter;

/**
 * What the stored reason of a dead letter says. A reason is a text for people, of any
 * release or by the application itself: a kind, then perhaps what a handler threw, the
 * root cause, stack frames, and the version of the application.
 *
 * @param text the reason without the version
 * @param version version of the application that failed
 */
public record DeathReason(String text, Optional<String> version) {

	private static final String VERSION = "\n\tin version ";

	private static final String REJECTED = "rejected";

	private static final String CAUSED_BY = "; caused by ";

	private static final List<String> KINDS = List.of(DeadLetter.MAX_ATTEMPTS, DeadLetter.EXPIRED,
			DeadLetter.UNREADABLE, DeadLetter.INVALID);

	private static final Pattern TYPE = Pattern
		.compile("[A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*)*\\.[A-Z_$][\\w$]*(?=:|;|\\n|$)");

	private static final Pattern FRAME = Pattern.compile("\\n\\tat ([^\\n(]+)\\(");

	private static final Pattern FRAMEWORK = Pattern.compile("(?:[^/]*/)*(?:java|javax|jakarta|jdk|sun|com\\.sun|"
			+ "org\\.springframework|io\\.github\\.redisqueues\\.internal|tools\\.jackson|com\\.fasterxml|io\\.lettuce|"
			+ "io\\.netty|reactor|kotlin|org\\.hibernate|org\\.apache|io\\.micrometer|com\\.zaxxer)\\..*");

	/**
	 * What a compiler or a proxy adds to names, which changes with the code around it.
	 */
	private static final Pattern GENERATED = Pattern.compile("\\$\\$[\\w$]*|\\$\\d+");

	/**
	 * What differs between failures of one kind: names of processes, quoted parts, ids,
	 * numbers.
	 */
	private static final Pattern VARIABLE = Pattern
		.compile("\\d+@[^\\s:]+|'[^']*'|\"[^\"]*\"|\\b[0-9a-fA-F-]*\\d[0-9a-fA-F-]*\\b|\\d+");

	/**
	 * Reads a stored reason.
	 */
	static DeathReason read(String stored) {
		int at = stored.lastIndexOf(VERSION);
		return (at < 0 || stored.indexOf('\n', at + 1) >= 0) ? new DeathReason(stored, Optional.empty())
				: new DeathReason(stored.substring(0, at), Optional.of(stored.substring(at + VERSION.length())));
	}

	/**
	 * Returns a reason as it is stored.
	 * @param reason the reason
	 * @param version version of the application, empty if it is not known
	 */
	static String stored(String reason, String version) {
		return version.isEmpty() ? reason : reason + VERSION + version.replaceAll("\\R", " ");
	}

	/**
	 * Returns the kind of the reason.
	 */
	String kind() {
		return KINDS.stream()
			.filter((kind) -> this.text.equals(kind) || this.text.startsWith(kind + ":"))
			.findFirst()
			.orElse(REJECTED);
	}

	/**
	 * Returns the class of the exception that was the root cause.
	 */
	Optional<String> exception() {
		String line = detail().lines().findFirst().orElse("");
		Optional<String> type = type(line, 0);
		for (int at = line.indexOf(CAUSED_BY); at >= 0; at = line.indexOf(CAUSED_BY, at + 1)) {
			Optional<String> cause = type(line, at + CAUSED_BY.length());
			type = cause.isPresent() ? cause : type;
		}
		return type;
	}

	private static Optional<String> type(String line, int at) {
		Matcher matcher = TYPE.matcher(line).region(at, line.length());
		return matcher.lookingAt() ? Optional.of(matcher.group()) : Optional.empty();
	}

	private String detail() {
		String kind = kind();
		return kind.equals(REJECTED) ? this.text : this.text.substring(kind.length()).replaceFirst("^: ", "");
	}

	/**
	 * Returns the first method of the application in the stack frames, or the first
	 * method if none is the application's.
	 */
	Optional<String> location() {
		List<String> methods = FRAME.matcher(this.text)
			.results()
			.map((frame) -> GENERATED.matcher(frame.group(1)).replaceAll(""))
			.toList();
		return methods.stream()
			.filter((method) -> isOfApplication(method))
			.findFirst()
			.or(() -> methods.stream().findFirst());
	}

	/**
	 * Returns what reasons of the same kind have in common.
	 */
	String fingerprint() {
		Optional<String> exception = exception();
		String common = exception.isPresent() ? exception.get() + "\n" + location().orElse("")
				: VARIABLE.matcher(firstLine()).replaceAll("#");
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256")
				.digest((kind() + "\n" + common).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Java has no SHA-256", ex);
		}
	}

	/**
	 * Returns whether a class is the application's, as far as its name tells.
	 * @param type name of the class
	 * @return false for classes of Java and of well-known libraries
	 */
	public static boolean isOfApplication(String type) {
		return !FRAMEWORK.matcher(type).matches();
	}

	/**
	 * Returns the first line of the reason.
	 */
	String firstLine() {
		return this.text.lines().findFirst().orElse("");
	}

}
