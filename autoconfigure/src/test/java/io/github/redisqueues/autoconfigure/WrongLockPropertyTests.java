package io.github.redisqueues.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.PassThruLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each wrong value keeps the application from starting, although no lock is used: with a
 * message that names the property and its value, and an action that says what to write.
 */
class WrongLockPropertyTests {

	private static final String LOCK = "queues.lock.";

	private static final String NODES = "queues.lock.redlock.nodes";

	private static final String REDLOCK = "queues.lock.store=redlock;";

	static Stream<Arguments> wrongValues() {
		return Stream.of(wrong("queues.lock.namespace=a{1}", LOCK + "namespace is 'a{1}'", "letters, digits", "word"),
				wrong("queues.lock.namespace=", LOCK + "namespace is ''", "1 to 200 letters", "word"),
				wrong("queues.lock.namespace=" + "n".repeat(201), LOCK + "namespace is 'nnn", "1 to 200", "word"),
				wrong("queues.namespace=a b", "queues.namespace is 'a b'", "letters, digits", "Write a word"),
				wrong("queues.namespace=" + "n".repeat(196), "queues.namespace is 'nnn",
						"followed by ':lock', and would be longer than 200", "set queues.lock.namespace"),
				wrong("queues.lock.lease-time=0s", LOCK + "lease-time is '0s'", "10ms or more", "30s"),
				wrong("queues.lock.lease-time=-1s", LOCK + "lease-time is '-1s'", "10ms or more", "30s"),
				wrong("queues.lock.lease-time=20000d", LOCK + "lease-time is '20000d'", "10000 days", "30s"),
				wrong("queues.lock.lease-time=299ms", LOCK + "lease-time is '299ms'", "300ms or more to be renewed",
						"auto-renew=false"),
				wrong("queues.lock.lease-time=9ms;queues.lock.auto-renew=false", LOCK + "lease-time is '9ms'",
						"10ms or more", "30s"),
				wrong("queues.lock.wait-time=-1ms", LOCK + "wait-time is '-1ms'", "not be negative", "0s to wait only"),
				wrong("queues.lock.wait-time=20000d", LOCK + "wait-time is '20000d'", "10000 days", "3s"),
				wrong("queues.lock.store=registry", LOCK + "store is 'registry'", "there is no LockRegistry bean",
						"JdbcLockRegistry"),
				wrong("queues.lock.registry=jdbc", LOCK + "registry is 'jdbc'", "store is not 'registry'",
						"queues.lock.store=registry"),
				wrong(NODES + "=redis://a,redis://b,redis://c", NODES + " is 'redis://a,redis://b,redis://c'",
						"store is not 'redlock'", "queues.lock.store=redlock"),
				wrong(REDLOCK, NODES + " is ''", "three servers or more", "redis://one:6379"),
				wrong(REDLOCK + NODES + "=redis://a,redis://b", NODES + " is 'redis://a,redis://b'",
						"three servers or more", "redis://one:6379"),
				wrong(REDLOCK + NODES + "=redis://a,redis://b,redis://c,redis://d", NODES + " is 'redis://a",
						"an even number", "redis://one:6379"),
				wrong(REDLOCK + NODES + "[0]=redis://a;" + NODES + "[1]=redis://b;" + NODES + "[2]=redis://A:6379",
						NODES + "[2] is 'redis://A:6379'", "same server as number 1",
						"correct one of the two, or remove it"),
				wrong(REDLOCK + NODES + "=redis://a,http://b,redis://c", NODES + " is '", "it must be redis://",
						"redis://host:port"),
				wrong(REDLOCK + NODES + "[0]=redis://a;" + NODES + "[1]=b:6379;" + NODES + "[2]=redis://c",
						NODES + "[1] is 'b:6379'", "it must be redis://", "redis://host:port"),
				wrong(REDLOCK + NODES + "=redis://a,redis://b/1,redis://c", NODES + " is '", "it must be redis://",
						"redis://host:port"),
				wrong(REDLOCK + NODES + "=redis://a,redis://b:70000,redis://c", NODES + " is '", "it must be redis://",
						"redis://host:port"),
				wrong(REDLOCK + "queues.lock.redlock.node-timeout=0s", LOCK + "redlock.node-timeout is '0s'",
						"1ms or more", "250ms"),
				wrong(REDLOCK + "queues.lock.redlock.node-timeout=11s", LOCK + "redlock.node-timeout is '11s'",
						"a third of queues.lock.lease-time, which is 30s", "250ms"),
				wrong("queues.lock.lease=5s", LOCK + "lease is '5s'", "there is no key 'lease'", "lease-time"),
				wrong("queues.lock.redlock.node=redis://a", LOCK + "redlock.node is 'redis://a'",
						"there is no key 'redlock.node'", "redlock.nodes"),
				wrong(NODES + ".one=redis://a", NODES + ".one is 'redis://a'", "there is no key 'redlock.nodes.one'",
						"redlock.nodes"),
				wrong("queues.lock=true", "queues.lock is 'true'", "keys below it", "queues.lock.lease-time=30s"),
				wrong("queues.lock.redlock=redis://a", LOCK + "redlock is 'redis://a'", "keys below it",
						"queues.lock.redlock.node-timeout=250ms"),
				wrong("queues.namspace=shop", "queues.namspace is 'shop'", "there is no key 'namspace'",
						"namespace, fail-fast, check-eviction-policy, "),
				wrong("queues.locks.lease-time=5s", "queues.locks.lease-time is '5s'",
						"there is no key 'locks.lease-time'", "lock.*"),
				wrong("queues.default.capacity=5", "queues.default.capacity is '5'",
						"there is no key 'default.capacity'", "defaults.*"),
				wrong("queues=5", "queues is '5'", "keys below it", "queues.namespace=queues"),
				wrong("queues.instances=orders", "queues.instances is 'orders'", "keys below it",
						"queues.instances.orders.type=fifo"));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void explainsAWrongValue(String properties, String what, String why, String action) {
		FailureAnalysis analysis = FailedStart.analysis(runner(properties.split(";")));
		assertThat(analysis.getDescription()).startsWith("Property " + what).contains(why).endsWith(".");
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void checksWithLazyInitializationToo() {
		assertThat(FailedStart
			.analysis(runner("queues.lock.lease-time=0s").withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor())))
			.getDescription()).contains("queues.lock.lease-time");
	}

	@Test
	void refusesMisspeltKeysWithQueuesAloneToo() {
		assertThat(
				FailedStart.analysis(FailedStart.runner().withPropertyValues("queues.namspace=shop")).getDescription())
			.contains("there is no key 'namspace'");
	}

	@Test
	void sparesTheEnvironmentAndWhatIsEmpty() {
		runner("other.queues.namspace=1").withInitializer(FailedStart.yaml("queues:", "  lock:", "  instances:"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("QUEUES_NAMSPACE", "shop", "QUEUES_LOCK_TEAM", "shop"))))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void acceptsEverySpelling() {
		runner("queues.failFast=false", "queues.lock.leaseTime=5s", "queues.lock.auto_renew=false",
				"queues.lock.store=REDIS", "queues.lock.redlock.nodeTimeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesThePropertyOfAnUnknownStoreAndListsTheStores() {
		FailureAnalysis analysis = FailedStart.analysis(runner("queues.lock.store=zookeeper"));
		assertThat(analysis.getDescription()).contains("Property: queues.lock.store", "Value: \"zookeeper\"");
		assertThat(analysis.getAction()).contains("REDIS", "REGISTRY", "REDLOCK");
	}

	@Test
	void namesThePropertyOfWhatIsNoDuration() {
		assertThat(FailedStart.analysis(runner("queues.lock.wait-time=soon")).getDescription())
			.contains("Property: queues.lock.wait-time", "'soon' is not a valid duration");
	}

	@Test
	void neverShowsAPassword() {
		for (String nodes : new String[] { "redis://:secret@a,redis://b", "redis://me:sec/ret@a,redis://b,redis://c",
				"redis://:secret@a,redis://:secret@b,redis://:secret@A" }) {
			FailureAnalysis analysis = FailedStart.analysis(runner("queues.lock.store=redlock", NODES + "=" + nodes));
			assertThat(analysis.getDescription()).contains("***@a").doesNotContain("secret", "sec/ret");
			assertThat(String.valueOf(analysis.getCause())).doesNotContain("secret", "sec/ret");
		}
	}

	@Test
	void namesTheRegistriesWhenThereAreSeveral() {
		ApplicationContextRunner two = runner("queues.lock.store=registry")
			.withBean("one", LockRegistry.class, DefaultLockRegistry::new)
			.withBean("two", LockRegistry.class, DefaultLockRegistry::new);
		FailureAnalysis analysis = FailedStart.analysis(two);
		assertThat(analysis.getDescription()).startsWith("Property queues.lock.store is 'registry'")
			.contains("2 LockRegistry beans, and none of them is primary: one, two");
		assertThat(analysis.getAction()).contains("queues.lock.registry", "@Primary");
		two.withPropertyValues("queues.lock.registry=two").run((context) -> assertThat(context).hasNotFailed());
		two.withBean("three", LockRegistry.class, DefaultLockRegistry::new, (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void saysThatTheNamedRegistryIsMissingOrNone() {
		ApplicationContextRunner one = runner("queues.lock.store=registry")
			.withBean("one", LockRegistry.class, DefaultLockRegistry::new)
			.withBean("other", String.class, () -> "text");
		FailureAnalysis missing = FailedStart.analysis(one.withPropertyValues("queues.lock.registry=two"));
		assertThat(missing.getDescription()).startsWith("Property queues.lock.registry is 'two'")
			.contains("there is no bean of that name");
		assertThat(missing.getAction()).contains("one");
		assertThat(FailedStart.analysis(one.withPropertyValues("queues.lock.registry=other")).getDescription())
			.contains("the bean of that name is not a LockRegistry");
	}

	@Test
	void refusesARegistryThatLocksNothing() {
		FailureAnalysis analysis = FailedStart.analysis(runner("queues.lock.store=registry").withBean("none",
				PassThruLockRegistry.class, PassThruLockRegistry::new));
		assertThat(analysis.getDescription()).contains("'none' is a PassThruLockRegistry, which locks nothing");
	}

	@Test
	void saysWhatIsMissingFromTheClasspath() {
		assertThat(FailedStart
			.analysis(runner("queues.lock.store=registry")
				.withClassLoader(new FilteredClassLoader("org.springframework.integration")))
			.getDescription())
			.contains("queues.lock.store is 'registry'", "Spring Integration is not on the classpath");
		assertThat(FailedStart
			.analysis(runner("queues.lock.store=redlock").withClassLoader(new FilteredClassLoader("io.lettuce")))
			.getDescription()).contains("queues.lock.store is 'redlock'", "Lettuce");
	}

	private static ApplicationContextRunner runner(String... properties) {
		return FailedStart.locksRunner().withPropertyValues(properties);
	}

	private static Arguments wrong(String properties, String what, String why, String action) {
		return arguments(properties, what, why, action);
	}

}
