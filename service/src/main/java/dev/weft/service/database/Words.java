package dev.weft.service.database;

import java.text.Normalizer;
import java.util.Locale;

/// Names and sentences that look like those of people.
final class Words {

  private static final String[] FIRST_NAMES = {
    "Ada", "Aisha", "Alba", "Amir", "Anna", "Anton", "Arjun", "Astrid", "Aylin", "Beatriz",
    "Bruno", "Carla", "Chloé", "Clara", "Daniel", "David", "Diego", "Elena", "Elif", "Emma",
    "Enzo", "Erik", "Fatima", "Felix", "Finn", "Freya", "Gabriel", "Grace", "Hana", "Hugo",
    "Ida", "Ines", "Iris", "Ivan", "Jakob", "Jana", "Javier", "Joana", "Jonas", "José",
    "Julia", "Jürgen", "Kaito", "Karin", "Kenji", "Laila", "Lars", "Laura", "Lea", "Leo",
    "Lina", "Luca", "Lucía", "Malik", "Mara", "Marco", "Maria", "Marta", "Mateo", "Maya",
    "Mei", "Mia", "Milan", "Mina", "Nadia", "Naomi", "Nils", "Nina", "Noah", "Noor",
    "Olga", "Oliver", "Omar", "Oscar", "Paula", "Pedro", "Petra", "Priya", "Rafael", "Rania",
    "René", "Rosa", "Samir", "Sara", "Sofia", "Stefan", "Tara", "Theo", "Tomás", "Uma",
    "Vera", "Victor", "Wanda", "Yara", "Yuki", "Yusuf", "Zainab", "Zoë"
  };

  private static final String[] LAST_NAMES = {
    "Abe",
    "Adams",
    "Ahmed",
    "Alvarez",
    "Andersen",
    "Bauer",
    "Becker",
    "Bergström",
    "Bianchi",
    "Brown",
    "Carvalho",
    "Chen",
    "Costa",
    "Demir",
    "Díaz",
    "Dubois",
    "Eriksen",
    "Fernandes",
    "Fischer",
    "Fontaine",
    "García",
    "Ghosh",
    "Green",
    "Haas",
    "Hansen",
    "Hoffmann",
    "Horváth",
    "Ibrahim",
    "Ito",
    "Ivanova",
    "Jansen",
    "Johansson",
    "Kaya",
    "Keller",
    "Khan",
    "Kim",
    "Kovács",
    "Kowalska",
    "Kumar",
    "Lambert",
    "Larsen",
    "Lee",
    "Lopes",
    "Marino",
    "Martin",
    "Meyer",
    "Mori",
    "Moreau",
    "Müller",
    "Nakamura",
    "Nguyen",
    "Nielsen",
    "Novák",
    "Okafor",
    "Olsen",
    "Park",
    "Patel",
    "Pereira",
    "Petrov",
    "Popescu",
    "Ramos",
    "Reyes",
    "Ricci",
    "Roy",
    "Ruiz",
    "Santos",
    "Sato",
    "Schmidt",
    "Silva",
    "Singh",
    "Smith",
    "Suzuki",
    "Tanaka",
    "Taylor",
    "Torres",
    "Varga",
    "Vidal",
    "Wagner",
    "Wang",
    "Weber",
    "Wilson",
    "Yamamoto",
    "Yilmaz",
    "Young",
    "Zhang"
  };

  private static final String[] QUALITIES = {
    "quiet", "early", "small", "long", "simple", "careful", "forgotten", "patient", "honest",
    "narrow", "bright", "second", "slow", "old", "new", "open", "borrowed", "unexpected"
  };

  private static final String[] THINGS = {
    "bridge", "garden", "kitchen", "library", "letter", "map", "market", "morning", "notebook",
    "recipe", "river", "road", "schedule", "street", "summer", "train", "walk", "workshop",
    "winter", "window", "harbour", "orchard", "radio", "bicycle"
  };

  private static final String[] PLACES = {
    "the north",
    "the hills",
    "our town",
    "the coast",
    "the valley",
    "the old quarter",
    "the station",
    "the islands",
    "the other side",
    "the village",
    "the next street"
  };

  private static final String[] SUBJECTS = {
    "The neighbour",
    "My sister",
    "Nobody here",
    "Everyone at the table",
    "The new teacher",
    "Our team",
    "The baker",
    "An old friend",
    "The driver",
    "Half of the street",
    "The committee",
    "My grandfather",
    "The shop at the corner",
    "Whoever came first",
    "The night shift"
  };

  private static final String[] VERBS = {
    "remembers",
    "repaired",
    "painted",
    "likes",
    "found",
    "measured",
    "describes",
    "borrowed",
    "planned",
    "explained",
    "drew",
    "missed",
    "tried",
    "shared",
    "built",
    "counted",
    "visited"
  };

  private static final String[] ENDINGS = {
    "before it rained",
    "after lunch",
    "without a plan",
    "for the first time",
    "in one afternoon",
    "and wrote it down",
    "as every year",
    "with a little help",
    "twice in one week",
    "although it was late",
    "because somebody asked",
    "until the light was gone",
    "and told nobody",
    "on the way home",
    "better than the last time"
  };

  private static final String[] REPLIES = {
    "Thank you for this.",
    "I had the same thought.",
    "This made my day.",
    "Not sure about that.",
    "Well said!",
    "Could you say more?",
    "I tried it, and it works.",
    "Agreed.",
    "That is not how I remember it.",
    "Saving this for later.",
    "How long did it take?",
    "Wonderful.",
    "I would do it the other way round.",
    "Which one did you take?"
  };

  private Words() {}

  /// The name of the user with this id, always the same.
  static String name(long userId) {
    return firstName(userId) + " " + lastName(userId);
  }

  /// An address that no other user has and that belongs to nobody (RFC 2606).
  static String email(long userId) {
    String name = firstName(userId) + "." + lastName(userId);
    String plain = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    return plain.toLowerCase(Locale.ROOT) + userId + "@example.com";
  }

  private static String firstName(long userId) {
    return FIRST_NAMES[(int) Long.remainderUnsigned(Dice.hash(userId), FIRST_NAMES.length)];
  }

  private static String lastName(long userId) {
    return LAST_NAMES[(int) Long.remainderUnsigned(Dice.hash(-userId), LAST_NAMES.length)];
  }

  static String title(Dice dice) {
    String quality = dice.pick(QUALITIES);
    String start = Character.toUpperCase(quality.charAt(0)) + quality.substring(1);
    return start + " " + dice.pick(THINGS) + " in " + dice.pick(PLACES);
  }

  static String sentence(Dice dice) {
    return dice.pick(SUBJECTS)
        + " "
        + dice.pick(VERBS)
        + " the "
        + dice.pick(QUALITIES)
        + " "
        + dice.pick(THINGS)
        + " "
        + dice.pick(ENDINGS)
        + ".";
  }

  static String paragraph(Dice dice) {
    StringBuilder text = new StringBuilder(sentence(dice));
    for (long more = 1 + dice.below(4); more > 0; more--) {
      text.append(' ').append(sentence(dice));
    }
    return text.toString();
  }

  static String reply(Dice dice) {
    String reply = dice.pick(REPLIES);
    return dice.chance(40) ? reply + " " + sentence(dice) : reply;
  }
}
