package io.github.redisqueues.benchmarks.harness;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Main class of the process of a side. It connects, prints {@code ready}, and runs a
 * round for each line of standard input that says {@code round}. The answer is a line of
 * numbers: {@link Figures}. It ends when the input ends, at the latest with the process
 * that started it.
 */
public final class SideMain {

	private SideMain() {
	}

	static List<String> arguments(Scenario scenario, Side side, Address address, Profile profile, Path directory) {
		return List.of(SideMain.class.getName(), scenario.name(), side.contender(), address.host(),
				String.valueOf(address.port()), String.valueOf(profile.quick()), directory.toString());
	}

	public static void main(String[] arguments) throws Exception {
		PrintStream answers = System.out;
		// Whatever prints must not disturb the answers
		System.setOut(System.err);
		int status = 0;
		Profile profile = Boolean.parseBoolean(arguments[4]) ? Profile.QUICK : Profile.ORDINARY;
		Side side = Sources.scenario(arguments[0], profile).side(arguments[1]);
		if (!(side.launch() instanceof Launch.Jvm jvm)) {
			throw new IllegalArgumentException(side.contender() + " does not run in such a process");
		}
		Address address = new Address(arguments[2], Integer.parseInt(arguments[3]));
		try (Place place = new Place(address, profile, Path.of(arguments[5]));
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			Work work = jvm.opening().open(place);
			answers.println(SideProcess.READY);
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				answers.println(work.round().line());
			}
		}
		catch (Exception | Error ex) {
			ex.printStackTrace();
			status = 1;
		}
		// Threads of some libraries would keep the process alive
		System.exit(status);
	}

}
