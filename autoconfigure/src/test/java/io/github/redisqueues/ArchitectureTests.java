package io.github.redisqueues;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
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

/**
 * Which way dependencies run, and what every auto-configuration has to be.
 */
@AnalyzeClasses(packages = "io.github.redisqueues", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

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
	static final ArchRule thePlumbingKnowsNoneOfItsUsers = noClasses().that()
		.resideInAPackage("io.github.redisqueues.redis..")
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("are ours and not the plumbing's",
				(JavaClass type) -> type.getPackageName().startsWith("io.github.redisqueues")
						&& !type.getPackageName().startsWith("io.github.redisqueues.redis")));

	@ArchTest
	static final ArchRule queuesKnowNothingButThePlumbing = noClasses().that()
		.resideInAPackage("io.github.redisqueues.queue..")
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("are ours and neither of queue nor of redis",
				(JavaClass type) -> type.getPackageName().startsWith("io.github.redisqueues")
						&& !type.getPackageName().matches("io\\.github\\.redisqueues\\.(queue|redis)(\\..*)?")));

	@ArchTest
	static final ArchRule listenersKnowNothingButQueuesAndThePlumbing = noClasses().that()
		.resideInAPackage("io.github.redisqueues.listener..")
		.should()
		.dependOnClassesThat(DescribedPredicate
			.describe("are ours and of neither listener, queue nor redis", (JavaClass type) -> type.getPackageName()
				.startsWith("io.github.redisqueues")
					&& !type.getPackageName().matches("io\\.github\\.redisqueues\\.(listener|queue|redis)(\\..*)?")));

	@ArchTest
	static final ArchRule schedulesKnowNothingButQueues = noClasses().that()
		.resideInAPackage("io.github.redisqueues.schedule..")
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("are ours and neither of schedule nor of queue",
				(JavaClass type) -> type.getPackageName().startsWith("io.github.redisqueues")
						&& !type.getPackageName().matches("io\\.github\\.redisqueues\\.(schedule|queue)(\\..*)?")));

	@ArchTest
	static final ArchRule schedulesDoNotLookAtTheClockOnTheWall = noClasses().that()
		.resideInAPackage("io.github.redisqueues.schedule..")
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Instant.class, "now")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Clock.class)
		.because("ticks are on the server's clock");

	@ArchTest
	static final ArchRule topicsKnowNothingButQueuesAndThePlumbing = noClasses().that()
		.resideInAPackage("io.github.redisqueues.topic..")
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("are ours and neither of topic nor of queue nor of redis",
				(JavaClass type) -> type.getPackageName().startsWith("io.github.redisqueues")
						&& !type.getPackageName().matches("io\\.github\\.redisqueues\\.(topic|queue|redis)(\\..*)?")));

	@ArchTest
	static final ArchRule locksKnowNothingButThePlumbing = noClasses().that()
		.resideInAPackage("io.github.redisqueues.lock..")
		.should()
		.dependOnClassesThat(DescribedPredicate.describe("are ours and neither of lock nor of redis",
				(JavaClass type) -> type.getPackageName().startsWith("io.github.redisqueues")
						&& !type.getPackageName().matches("io\\.github\\.redisqueues\\.(lock|redis)(\\..*)?")));

	@ArchTest
	static final ArchRule locksDoNotKnowTheirAnnotationNorTheirStores = noClasses().that()
		.resideInAPackage("io.github.redisqueues.lock")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.redisqueues.lock.aop..", "io.github.redisqueues.lock.integration..");

	@ArchTest
	static final ArchRule theAnnotationAndTheStoreOfRegistriesDoNotKnowEachOther = slices()
		.matching("io.github.redisqueues.lock.(*)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule onlyTheStoreOfRegistriesKnowsSpringIntegration = noClasses().that()
		.resideOutsideOfPackages("io.github.redisqueues.lock.integration..", "io.github.redisqueues.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.integration..");

	@ArchTest
	static final ArchRule lettuceIsUsedByTheWiringAlone = noClasses().that()
		.resideOutsideOfPackage("io.github.redisqueues.autoconfigure..")
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
	static final ArchRule packagesSayWhatMayBeNull = classes().should(beInANullMarkedPackage());

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

}
