"""From Year 9, outcomes of which none prepares for adult life."""

from collections.abc import Iterator
from datetime import date

from checker.reading import Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Child, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote

# The four areas: work and learning after school, independent living, own health, community.
_OWN_CARE = (
    r"(?:repeat )?(?:medic\w+|tablets?|insulin|injections?|inhalers?|pump|cannula|blood (?:sugar|glucose)"
    r"|prescriptions?"
    r"|appointments?|clinics?|health|condition|diabetes|epilepsy|asthma|creams?|hearing aids?|catheter|feeds?|skin"
    r"|pain|seizures)"
)
_PREPARES = phrases(
    r"boss|colleagues?|co~workers?|employees?|barista|hairdress\w+|barber\w*|beauty|plumb\w+|joinery|carpent\w+"
    r"|catering|mechanics?|bricklay\w*"
    r"|childcare|farming|animal care|electrician|retail|warehouse|charity shop|farm shop|food bank|(?:the|a|on"
    r"|at) tills?|a trade"
    r"|self~employed|business|farms?|tractors?|allotment|salon|kennels|stables|building site|workshop (?:job"
    r"|placement)"
    r"|machine manual|garden centre|nursing home|care home|nursing(?! (?:staff|team|care|assessment|service))|midwifery"
    r"|paramedic\w*|dentistry|engineer(?:s|ing)?|accountan\w+|plastering|roofing|tiling|welding|decorating|tailoring"
    r"|butcher\w*|florist\w*|horticulture|agriculture|forestry|lorr(?:y|ies)|hgv|the army|navy|raf|armed forces"
    r"|royal marines|(?:police|fire|ambulance|civil|prison) service|call centre|security guard|barbering|stonemason\w*"
    r"|(?:go|goes|going|gone) on to (?:study|train|learn|work|be|become|do|an?|the)"
    r"|future|(?:his|her|their) dream|(?:when|after|once) (?:he|she|they) (?:leaves?|finish(?:es)?|grows? up|is older"
    r"|are older)",
    r"supported living|(?:an?|own|the|shared|first) flats?|lodgings|away from (?:home|(?:his|her|their) (?:mum|dad"
    r"|parents|family|mother))"
    r"|apart from (?:his|her|their)"
    r"|sav(?:e|es|ed|ing) (?:up|money|for|some)|allowance|bank card|pay(?:s|ing)? for|cross(?:es|ing)? (?:an?|the|two"
    r"|main|busy|quiet) (?:\w+ )?roads?"
    r"|at the lights|cinema|theatre|cafes?|café|restaurant|(?:public|town|local|village) library|library card"
    r"|church|mosque|temple|pub|town|high street|concert"
    r"|festival"
    r"|no adults?|without (?:adults|staff)|unsupervised|unescorted|out of sight|curfew",
    r"passport|provisional licence|driving (?:test|lessons?|licence)|moped|railcard|bus pass|smart ?card"
    r"|pelican crossing"
    r"|zebra crossing|universal credit|pip claim|council tax|lease|landlord|girlfriend|boyfriend|dating|supermarkets?"
    r"|groceries|menu|takeaway|washing machine|tumble dryer|dishwasher|oven|hob|hoover|vacuum\w*|recycling|bins"
    r"|own (?:alarm|phone|clothes|hair|room|bag)|alarm clock|duke of edinburgh|dofe|prince's trust",
    r"111|999|emergency (?:services|call)|pills?|meds|consent|sex(?:ual)?|contracept\w+|pregnan\w+|alcohol|drugs"
    r"|vap\w+|smok\w+"
    r"|(?:what|which) (?:help|support) (?:he|she|they) (?:needs?|wants?)|(?:speak|stand) up for|advocat\w+|rights",
    r"(?:grow(?:s|n|ing)?|grew|when (?:he|she|they)(?:'s| is|'re| are)) (?:up|older|grown(?: up)?)"
    r"|day (?:centre|service)|when (?:he|she|they)(?:'s| has|'ve| have) left school|foundation (?:year|course)"
    r"|art school|grades (?:he|she|they) needs?|later (?:in )?life|life after (?:school|college)"
    r"|future (?:home|carers?|life|flat)",
    r"adult (?:life|services|clinic|care|world)|as (?:an? )?(?:young )?adults?|young adults?|becom\w+ an adult"
    r"|adulthood|employ(?:ed|er|ers|ment"
    r"|able|ability)|jobs?|(?:(?:{weekly}) |on )shifts?"
    r"|work (?:experience|placement|shadowing|as an?)|(?:at|for|into|find|paid|get|goes? to|travels? to|bus to) work"
    r"(?! (?:with|on|in (?:an? |his |her |their )?(?:group|book|pair|class)))|workplaces?|workmates?"
    r"|working (?:life|week|day|as|with)|careers?"
    r"|apprentice\w*|internships?|supported intern\w*|placements?|volunteer(?:s|ing)?(?! (?:an?|to) )|interviews?"
    r"|cv|customers?"
    r"|wages?|earn(?:s|ing)? (?:money|an? wage|his own|her own|their own|enough|£)"
    r"|(?:repair|office|shop) work",
    r"(?:to be|be|become|becoming|train(?:s|ing)? (?:as|to be)) an? \w+(?:er|or|ic|ist|ian|ant|ent|man|woman|guard"
    r"|chef|nurse|vet)",
    r"college|university|universities|an? degree (?:in|course|at)|(?<!of\s)courses?(?! of)|sixth form|post~1[69]"
    r"|qualif\w+|vocational|conservatoire"
    r"|auditions?|(?:training|youth|award|work|apprenticeship) (?:\w+ )?scheme"
    r"|further education|higher education|training (?:course|provider|programme|scheme|placement)|(?:job"
    r"|vocational) training|train as",
    r"independen\w+|(?:by|for) (?:him|her|them)sel(?:f|ves)|(?<!not\s)(?<!all\s)on (?:his|her|their) own"
    r"|(?<!not\s)(?<!left\s)alone|unaccompanied"
    r"|without (?:an? (?:adult|parent|carer"
    r"|prompt|reminder)(?! \w+ing\b)|help|support|prompts|reminders|being (?:reminded|prompted|told)|(?:his|her"
    r"|their) (?:mum|dad"
    r"|mother|father|parents?|carers?))",
    r"(?:want(?:s|ed)?|like|choose|going) to live|where (?:he|she|they) (?:will )?lives?|get(?:s|ting)? to places"
    r"|live (?:away|on|alone|in|with|more|by|as)|leav\w+ (?:home|care)|mov\w+ (?:out|into (?:his|her|their) own)"
    r"|tenanc\w+|(?:student|own) (?:flat|room|home|place)|rent"
    r"|bills|budget\w*|(?<!word\s)(?<!spelling\s)bank(?:s|ing)?(?! of)|money|cook\w*|(?:make|prepare|plan|planning"
    r"|buy)s? (?:\w+ ){0,3}(?:meals?|drinks?|tea"
    r"|toast|sandwich\w*|snacks?|lunch|breakfast"
    r"|dinner)|shop(?:s|ping)?|laundry|chores|house~?hold|travel\w*|bus|buses|by train|trams?|by tube"
    r"|the tube (?:to|home|station)|metro|taxi|driv(?:e"
    r"|ing)"
    r"|go(?:es)? out|self~care|personal care"
    r"|(?:get(?:s|ting)? )?dress(?:ed|es|ing)?|(?<!ing\x20to\x20)wash(?:es|ing)?"
    r"(?! (?:for )?(?:less|no more|fewer|(?:his|her"
    r"|their) hands))|shower\w*|ironing|irons? (?:his|her|their|an?)|(?:make|change)s? (?:his|her"
    r"|their) (?:own )?bed|recipes?|microwave|kettle|hoover\w*|calendar|shav\w+|clean (?:his|her"
    r"|their) (?:own )?(?:room|teeth|flat)",
    r"(?:ask|tell|say|speak|talk)\w* [^.;]{0,40}(?:clinic|doctor|nurse|gp|appointment|pharmac\w+)",
    r"(?:tak(?:e|es|ing)|manag\w+|order\w*|collect|book|arrange|carry|carries|look\w* after|take charge of"
    r"|take responsibility for|inject|give (?:him|her|them)sel(?:f|ves)"
    r"|understand|explain|check\w*|change)s? (?:and (?:use|take|manage|carry) )?(?:his|her|their) (?:own )?{own_care}"
    r"|(?:his|her|their) own (?:\w+ )?{own_care}",
    r"communit\w+(?! (?:nurs|paediatric|team|dent|therap|clinic|hospital|matron|children))|youth (?:club|group"
    r"|service|council)|scouts|guides|cadets|young farmers|leisure centre|gym"
    r"|safe online|online safety|scams?|vote|voting"
    r"|volunteers?"
    r"|make (?:\w+ ){0,3}decisions|decid\w+ for|relationships?",
    weekly="saturday|sunday|weekend|morning|evening|night",
    own_care=_OWN_CARE,
)
_BORN = date(2012, 10, 11)
_IN_YEAR_9 = date(2026, 11, 2)


@rule(
    each=WholeAdvice,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This young person is in Year 9 or above, and no outcome prepares for adult life.",
    suggestion="Which outcome would help towards work, living independently, taking part in the community, or"
    " looking "
    "after their own health?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Writing outcomes",
            "Consider outcomes which may support the child/young person towards preparation for adulthood through"
            " the "
            "development of functional and independence skills. This is a requirement for all children aged 14 years "
            "and onwards",
        ),
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Please can you consider the outcomes you are hoping that the child or young person you are supporting "
            "will achieve as a result of their education, health and care plan.",
        ),
    ),
    bad=(
        example(
            outcome="By July 2027 Alex will write a paragraph of five sentences.",
            child=Child(name="Alex Whitfield", date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        example(
            outcome="By Easter Alex will sit through a whole lesson.",
            child=Child(date_of_birth=date(2013, 8, 31)),
            written_on=date(2026, 9, 1),
        ),
        example(
            outcome="By July 2027 Alex will use the -ed ending in speech.",
            child=Child(date_of_birth=date(2009, 1, 5)),
            written_on=_IN_YEAR_9,
        ),
    ),
    good=(
        example(
            outcome="By July 2027 Alex will take the bus to college by himself.",
            child=Child(date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        example(
            outcome="By July 2027 Alex will carry and use his own inhaler.",
            child=Child(date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        # in Year 8 until the end of August
        example(
            outcome="By July 2027 Alex will write a paragraph of five sentences.",
            child=Child(date_of_birth=date(2013, 8, 31)),
            written_on=date(2026, 8, 31),
        ),
        example(needs="Alex tires in the afternoon.", child=Child(date_of_birth=_BORN), written_on=_IN_YEAR_9),
    ),
)
def preparing_for_adulthood(document: WholeAdvice) -> Iterator[Span]:
    """From Year 9 every plan looks ahead to adult life (SEND Regulations 2014, reg 6(1)(g))."""
    born, written = document.child.date_of_birth, document.advice.written_on
    if born is None or written is None or written < _year_9_begins(born):
        return
    outcomes = [outcome for area in document.areas for outcome in area.outcomes if outcome.words.is_said]
    texts = [prose.text for outcome in outcomes for prose in (outcome.words, *outcome.steps)]
    is_training = any(outcome.kind == "training" for outcome in outcomes)
    if outcomes and not is_training and not any(_PREPARES.search(text) for text in texts):
        yield document.whole()


def _year_9_begins(born: date) -> date:
    """The 1 September of the school year in which the child turns 14."""
    turns_14 = born.year + 14
    return date(turns_14 - 1 if (born.month, born.day) < (9, 1) else turns_14, 9, 1)
