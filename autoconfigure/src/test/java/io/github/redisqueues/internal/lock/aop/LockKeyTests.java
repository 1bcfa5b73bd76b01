package io.github.redisqueues.internal.lock.aop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.LockHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LockKeyTests {

	private static final LockedContext context = LockedContext.start(Shop.class);

	private final Shop shop = context.bean(Shop.class);

	@AfterAll
	static void close() {
		context.close();
	}

	static Stream<Arguments> valuesThatAreKeys() {
		UUID id = UUID.randomUUID();
		return Stream.of(Arguments.of("a", List.of("a")), Arguments.of(7L, List.of("7")),
				Arguments.of(id, List.of(id.toString())), Arguments.of(Kind.FRUIT, List.of("FRUIT")),
				Arguments.of(new StringBuilder("b"), List.of("b")), Arguments.of(true, List.of("true")),
				Arguments.of(Optional.of("c"), List.of("c")), Arguments.of(new int[] { 2, 1, 2 }, List.of("1", "2")),
				Arguments.of(new String[] { "x" }, List.of("x")),
				Arguments.of(Arrays.asList("z", List.of("y")), List.of("y", "z")),
				Arguments.of(new Named("n"), List.of("Named[name=n]")),
				Arguments.of(new Nested("n", List.of(new Named("m"), 1), Optional.of(Kind.FRUIT)),
						List.of("Nested[name=n, parts=[Named[name=m], 1], kind=Optional[FRUIT]]")),
				Arguments.of(new Sorted(new TreeSet<>(Set.of("b", "a")), EnumSet.of(Kind.FRUIT)),
						List.of("Sorted[names=[a, b], kinds=[FRUIT]]")),
				Arguments.of(new Bytes(new byte[] { 1, 2 }), List.of("0102")),
				Arguments.of(new Mail("Joe.Smith@cafe.de", "com.acme.Lib@1a2b3c4d"),
						List.of("Mail[to=Joe.Smith@cafe.de, ref=com.acme.Lib@1a2b3c4d]")),
				Arguments.of("com.acme.Lib@1a2b3c4d", List.of("com.acme.Lib@1a2b3c4d")),
				Arguments.of(List.of(new int[] { 3 }, new int[] { 4 }), List.of("3", "4")),
				Arguments.of(Optional.of(new String[] { "o" }), List.of("o")),
				Arguments.of(Instant.EPOCH, List.of("1970-01-01T00:00:00Z")),
				Arguments.of("Sat Nov 28 12:00:00 CET 2026", List.of("Sat Nov 28 12:00:00 CET 2026")),
				Arguments.of(Map.entry("a", List.of(1, 2)), List.of("a=[1, 2]")),
				Arguments.of(new AtomicReference<>("r"), List.of("r")),
				Arguments.of(new Own(List.of("a")), List.of("of [a]")),
				Arguments.of(new Named(null), List.of("Named[name=null]")),
				Arguments.of("T(java.lang.Runtime).getRuntime()", List.of("T(java.lang.Runtime).getRuntime()")));
	}

	@ParameterizedTest
	@MethodSource("valuesThatAreKeys")
	void areWhatTheValueSays(Object value, List<String> keys) {
		assertThat(this.shop.any(value)).isEqualTo(keys);
	}

	static Stream<Arguments> valuesThatAreNone() {
		return Stream.of(Arguments.of(null, "is null"), Arguments.of("", "is empty"),
				Arguments.of(List.of(), "is an empty collection"),
				Arguments.of(new String[0], "is an empty collection"),
				Arguments.of(Arrays.asList("a", null), "is null"), Arguments.of(new String[] { "a", "" }, "is empty"),
				Arguments.of(Optional.empty(), "is null"),
				Arguments.of(new Object(), "is a java.lang.Object, which has no text"),
				Arguments.of(new Nameless(), "LockKeyTests$Nameless, which has no text"),
				Arguments.of(Map.of("a", 1), "which has no text"), Arguments.of((Runnable) () -> {
				}, "which has no text"), Arguments.of(new Parts(new String[] { "a" }), "with an array inside"),
				Arguments.of(new Parts(null, new Parts(new String[] { "a" })), "with an array inside"),
				Arguments.of(new Nested("n", List.of(new Nameless()), Optional.empty()), "Nameless inside"),
				Arguments.of(new Nested("n", List.of(new int[] { 1 }), Optional.empty()), "with an array inside"),
				Arguments.of(new Nested("n", List.of(Map.of("a", 1)), Optional.empty()), "inside"),
				Arguments.of(new Nested("n", List.of(), Optional.of(new int[1])), "with an array inside"),
				Arguments.of(new Nested("n", List.of(Set.of("a", "b")), Optional.empty()), "inside"),
				Arguments.of(List.of(new Parts(new String[] { "a" })), "with an array inside"),
				Arguments.of(Optional.of(new Parts(new String[] { "a" })), "with an array inside"),
				Arguments.of(Map.entry("a", new int[1]), "with an array inside"),
				Arguments.of(new AtomicReference<>(new Nameless()), "Nameless inside"),
				Arguments.of(new Pojo(new int[1]), "with an array inside"),
				Arguments.of(new Pojo(new Nameless()), "Nameless inside"),
				Arguments.of(new CompletableFuture<>(), "which has no text"),
				Arguments.of(new Date(), "is a java.util.Date, which has no text"),
				Arguments.of(new Timestamp(1), "is a java.sql.Timestamp, which has no text"),
				Arguments.of(new java.sql.Date(1), "is a java.sql.Date, which has no text"), Arguments.of(new Date() {
				}, "which has no text"), Arguments.of(new GregorianCalendar(), "java.util.GregorianCalendar, which"),
				Arguments.of(new Nested("n", List.of(new Date()), Optional.empty()), "java.util.Date inside"),
				Arguments.of(Optional.of(new Date()), "is a java.util.Date, which has no text"),
				Arguments.of(new Pojo(new Date()), "java.util.Date inside"),
				Arguments.of(new Pojo(new GregorianCalendar()), "java.util.GregorianCalendar inside"),
				Arguments.of(new AtomicReference<>(new Date()), "java.util.Date inside"),
				Arguments.of(Map.entry("a", Set.of(1, 2)), "ImmutableCollections$Set"),
				Arguments.of(List.of(Map.entry(Map.of("a", 1), 1)), "inside"),
				Arguments.of(new AtomicReference<>(Set.of(1, 2)), "ImmutableCollections$Set"),
				Arguments.of(new Own(Set.of("a", "b")), "ImmutableCollections$Set"),
				Arguments.of(new Own(List.of(Optional.of(Map.of("a", 1)))), "inside"),
				Arguments.of(new Own(new Own(Set.of("a", "b"))), "ImmutableCollections$Set"),
				Arguments.of(new Nested("n", List.of(Map.entry("a", Set.of(1, 2))), Optional.empty()),
						"ImmutableCollections$Set"),
				Arguments.of(InetAddress.getLoopbackAddress(), "Inet"),
				Arguments.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), "java.net.InetSocketAddress"),
				Arguments.of(Map.entry("a", InetAddress.getLoopbackAddress()), "Inet"),
				Arguments.of("of [I@1b6d3586", "the text of an array"),
				Arguments.of(IntStream.rangeClosed(0, 1_000).boxed().toList(), "1 to 1000"),
				Arguments.of("x".repeat(501), "1 to 500 characters"));
	}

	@ParameterizedTest
	@MethodSource("valuesThatAreNone")
	void mustBeSomething(Object value, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.any(value))
			.withMessageContaining(reason)
			.withMessageContaining(Shop.class.getName() + ".any");
		assertThat(LockHandle.current()).isEmpty();
	}

	@Test
	void tellWhichExpressionOfWhichMethodGaveNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.several("a", null))
			.withMessage("Key '#second' of @DistributedLock on " + Shop.class.getName() + ".several is null");
	}

	@Test
	void tellWhichExpressionFailed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.length(null))
			.withMessage(
					"Expression '#text.length()' of @DistributedLock on " + Shop.class.getName() + ".length failed");
	}

	@Test
	void aConditionThatIsNeitherTrueNorFalseIsAnError() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.conditional(null))
			.withMessageContaining("Condition '#locked' of @DistributedLock on " + Shop.class.getName()
					+ ".conditional is neither true nor false");
	}

	@Test
	void cannotReachBeyondTheCall() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.type("x"))
			.withMessageContaining("#text.getClass().forName");
	}

	static class Shop {

		@DistributedLock(name = "any", keys = "#p0")
		public List<String> any(Object value) {
			return LockHandle.current().orElseThrow().keys();
		}

		@DistributedLock(name = "several", keys = { "#first", "#second" })
		public void several(String first, @Nullable String second) {
			throw new AssertionError("ran");
		}

		@DistributedLock(name = "length", keys = "#text.length()")
		public void length(@Nullable String text) {
			throw new AssertionError("ran");
		}

		@DistributedLock(name = "conditional", condition = "#locked")
		public void conditional(@Nullable Boolean locked) {
			throw new AssertionError("ran");
		}

		@DistributedLock(name = "type", keys = "#text.getClass().forName('java.lang.Runtime').name")
		public void type(String text) {
			throw new AssertionError("ran");
		}

	}

	enum Kind {

		FRUIT

	}

	record Own(Object parts) {

		@Override
		public String toString() {
			return "of " + this.parts;
		}

	}

	record Named(@Nullable String name) {

	}

	record Nested(String name, List<?> parts, Optional<?> kind) {

	}

	record Sorted(Set<String> names, Set<Kind> kinds) {

	}

	record Mail(String to, String ref) {

	}

	@SuppressWarnings("ArrayRecordComponent")
	record Parts(String @Nullable [] parts, @Nullable Parts next) {

		Parts(String... parts) {
			this(parts, null);
		}

	}

	@SuppressWarnings("ArrayRecordComponent")
	record Bytes(byte[] bytes) {

		@Override
		public String toString() {
			return HexFormat.of().formatHex(this.bytes);
		}

	}

	static final class Pojo {

		private final Object part;

		Pojo(Object part) {
			this.part = part;
		}

		@Override
		public String toString() {
			return "Pojo(part=" + this.part + ")";
		}

	}

	static class Nameless {

	}

}
