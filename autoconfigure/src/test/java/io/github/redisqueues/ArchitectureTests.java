package io.github.redisqueues;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which way dependencies run, and what every auto-configuration has to be.
 */
@AnalyzeClasses(packages = "io.github.redisqueues", importOptions = ArchitectureTests.MainSources.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.redisqueues";

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.github.redisqueues.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule nothingDependsOnTheWiring = noClasses().that()
		.resideOutsideOfPackage("..autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.github.redisqueues.autoconfigure..");

	@ArchTest
	static final ArchRule theApiDoesNotDependOnTheImplementation = noClasses().that()
		.resideOutsideOfPackages("..internal..", "..autoconfigure..")
		.should()
		.dependOnClassesThat(ours("internal")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("..internal.validation.."))));

	@ArchTest
	static final ArchRule redisDependsOnNothingOfOursButTheExceptions = onlyDependOn("internal.redis",
			"internal.redis");

	@ArchTest
	static final ArchRule whatObserversShareDependsOnNothingOfOurs = onlyDependOn("internal.observer",
			"internal.observer");

	@ArchTest
	static final ArchRule waitingDependsOnRedis = onlyDependOn("internal.wait", "internal.wait", "internal.redis");

	@ArchTest
	static final ArchRule queuesDependOnNeitherListenersNorLocks = onlyDependOn("internal.queue", "queue",
			"internal.observer", "internal.queue", "internal.diagnosis", "internal.fleet", "internal.wait",
			"internal.redis", "internal.validation");

	@ArchTest
	static final ArchRule theFleetKnowsNoQueue = onlyDependOn("internal.fleet", "queue", "internal.fleet",
			"internal.redis", "internal.validation");

	@ArchTest
	static final ArchRule verdictsComeFromTheEvidenceAlone = onlyDependOn("internal.diagnosis", "queue",
			"internal.diagnosis");

	@ArchTest
	static final ArchRule listenersDependOnQueues = onlyDependOn("internal.listener", "listener", "internal.listener",
			"internal.beans", "queue", "internal.observer", "internal.queue", "internal.fleet", "internal.wait",
			"internal.redis", "internal.validation");

	@ArchTest
	static final ArchRule schedulesDependOnQueues = onlyDependOn("internal.schedule", "internal.schedule", "queue",
			"internal.queue", "internal.validation");

	@ArchTest
	static final ArchRule topicsDependOnQueues = onlyDependOn("internal.topic", "topic", "internal.topic",
			"internal.beans", "queue", "internal.observer", "internal.queue", "internal.wait", "internal.redis",
			"internal.validation");

	@ArchTest
	static final ArchRule locksDependOnNeitherQueuesNorListeners = onlyDependOn("internal.lock", "lock",
			"internal.lock", "internal.observer", "internal.wait", "internal.redis", "internal.validation");

	@ArchTest
	static final ArchRule schedulesUseTheClockOfTheServer = noClasses().that()
		.resideInAPackage("io.github.redisqueues.internal.schedule..")
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Instant.class, "now")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Clock.class)
		.because("ticks are on the server's clock");

	@ArchTest
	static final ArchRule locksDoNotKnowTheirAnnotationNorTheirStores = noClasses().that()
		.resideInAPackage("io.github.redisqueues.internal.lock")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.redisqueues.internal.lock.*..");

	@ArchTest
	static final ArchRule theAnnotationAndTheStoresDoNotKnowEachOther = slices()
		.matching("io.github.redisqueues.internal.lock.(*)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule onlyTheStoreOfRegistriesKnowsSpringIntegration = noClasses().that()
		.resideOutsideOfPackages("io.github.redisqueues.internal.lock.registry..",
				"io.github.redisqueues.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.integration..");

	@ArchTest
	static final ArchRule onlyTheWiringAndThreeClassesUseLettuce = noClasses().that()
		.resideOutsideOfPackage("io.github.redisqueues.autoconfigure..")
		.and()
		.haveNameNotMatching(
				"io\\.github\\.redisqueues\\.internal\\.redis\\.Lettuce(Scripts|Channels|Disconnections).*")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.lettuce..");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicFinalAndListed = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould(beListed());

	@ArchTest
	static final ArchRule beanMethodsHaveNoConditionOnAClass = noMethods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.beAnnotatedWith(ConditionalOnClass.class)
		.because("the method's signature is read before the condition is");

	@ArchTest
	static final ArchRule beanMethodsAreNoApi = noMethods().that().areAnnotatedWith(Bean.class).should().bePublic();

	@ArchTest
	static void typesHaveDifferentNames(JavaClasses types) {
		Map<String, List<String>> byName = types.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(byName.values()).allSatisfy((names) -> assertThat(names).hasSize(1));
	}

	@ArchTest
	static final ArchRule packagesSayWhatMayBeNull = classes().should(beInANullMarkedPackage());

	/**
	 * The root package, with the exceptions of the API, may be used by all.
	 */
	private static ArchRule onlyDependOn(String name, String... allowed) {
		String[] packages = Stream.of(allowed).map((each) -> ROOT + "." + each + "..").toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(ROOT + "." + name + "..")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + ".*..")
				.and(JavaClass.Predicates.resideOutsideOfPackages(packages))
				.as("are ours and in none of " + List.of(allowed)));
	}

	private static DescribedPredicate<JavaClass> ours(String name) {
		return JavaClass.Predicates.resideInAPackage(ROOT + "." + name + "..");
	}

	private static ArchCondition<JavaClass> beListed() {
		List<String> listed = ImportCandidates.load(AutoConfiguration.class, ArchitectureTests.class.getClassLoader())
			.getCandidates();
		return condition("be listed in META-INF/spring/" + AutoConfiguration.class.getName() + ".imports",
				(type) -> listed.contains(type.getName()));
	}

	private static ArchCondition<JavaClass> beInANullMarkedPackage() {
		return condition("be in a package that is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
	}

	private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> predicate) {
		return new ArchCondition<>(description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events
					.add(new SimpleConditionEvent(type, predicate.test(type), type.getName() + " must " + description));
			}

		};
	}

	/**
	 * Includes the classes of {@code src/main/java}, wherever the build has put them.
	 */
	static final class MainSources implements ImportOption {

		@Override
		public boolean includes(Location location) {
			String uri = location.asURI().toString();
			int start = uri.indexOf("/io/github/redisqueues/");
			int end = uri.indexOf('$', start);
			String name = uri.substring(start + 1, (end > 0) ? end : uri.length() - ".class".length());
			return start > 0 && Files.exists(Path.of("src/main/java", name + ".java"));
		}

	}

}
