"""Words by which identifying text is told from clinical text. Data only; all in lower case."""

from __future__ import annotations

# Given names that are no everyday word in a clinical note ("Mark", "Grace", "Will" and the like are left to other signs).
GIVEN_NAMES = frozenset(
    """
    aaron abdul abdullah abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alexandre ali alice
    alicia alina amanda amelia amy ana anastasia andrea andreas andrei andrew andrzej angela anita anja ann anna anne
    anne-marie annette annie anthony antoine anton antonio ashley astrid ayse barbara beatrice ben benjamin bernard
    bernd bernhard bertha bettina birgit bob bogdan boris brandon brenda brian brigitte bruno camille carla carlos
    carmen carolina caroline catherine cecile cecilia charles charlotte cheryl chloe chris christa christian christina
    christine christoph christopher claire clara claudia claus clemens colin corinna cristina cynthia dagmar daniel
    daniela danielle david deborah denise dennis diana diego dieter dimitri dirk dmitri dmitry dolores dominik donald
    donna doris dorothy douglas eduardo edward eileen elena elias elisa elisabeth elizabeth ella ellen elsa emil emily
    emma eric erica erich erik erika ernst esther eugen eva evelyn fabian fatima felicia felix fernanda fernando
    florian francesca francesco francine francis francisco francois franz fred frederic frederik friedrich fritz
    gabriel gabriela gary george georg gerald gerhard gerda gertrud giovanni giulia giuseppe gloria gonzalo gregory
    greta guillermo gunther gustav hannah hans harald harry hassan heather heidi heike heinrich heinz helen helena
    helga helmut henri henry herbert hermann hiroshi holger hugo ibrahim igor ilse ines ingrid irina isabel isabella
    isabelle ivan jacob jacqueline jacques jakob james jan jane janet janine jason javier jean jeff jeffrey jennifer
    jens jeremy jerry jessica jim joachim joan joanna joao jochen joe joerg johan johann johanna johannes john jonas
    jonathan jorge jose josef joseph joshua juan juana judith julia julian juliane julie jurgen justin kaori karen
    karin karl karla karsten kate katharina katherine kathleen kathrin kathryn katja katrin kathy keith kelly kenji
    kenneth kevin khalid kimberly klaus kristin kristina kurt lara larissa larry lars laura lauren laurent lea leila
    lena leo leon leonard leticia linda lisa lothar louis louise luca lucas lucia lucy ludwig luis luisa lukas lydia
    magdalena maja manfred manuel manuela marc marcel marco marcus margaret margarete margarita maria mariam marianne
    marie mariana marina mario marion markus marlene martha martin martina mary mateo matthew matthias maurice max
    maximilian megan mehmet melanie melissa mercedes mia micha michael michaela michel michelle miguel mike mikhail
    mila miriam mohamed mohammad mohammed monica monika moritz muhammad mustafa nadia nadine nancy natalia natalie
    natasha nathan nguyen nicholas nicola nicolas nicole niklas nikolai nina nora norbert olaf oleg olga oliver olivia
    omar oscar oskar otto pablo pamela paola paolo patricia patrick paul paula paulina pauline pavel pedro peter petra
    philip philipp philippe pierre pietro piotr rachel rafael raj rajesh ralf ramon raphael raquel raul rebecca regina
    reinhard renate renee ricardo richard rita robert roberto rodrigo roger roland rolf roman ronald rosa rosemarie
    rudolf russell ruth ryan sabine sabrina samantha samir samuel sandra sara sarah sarita sascha scott sean sebastian
    sergei sergey sergio sharon sheila shirley sigrid silke silvia simon simone sofia sonia sonja sophia sophie stefan
    stefanie steffen stephan stephanie stephen steve steven sunita susan susana susanne suzanne svetlana sven sylvia
    takeshi tamara tanja tatiana tatjana teresa theodor theresa thomas tiffany till tim timothy tina tobias tom tomas
    tracy udo ulrich ulrike ursula ute uwe valentina valerie vanessa vera verena veronica victor victoria viktor
    vincent viktoria vladimir walter waltraud wanda wei wendy werner wilhelm william wolfgang xavier yasmin yolanda
    yuki yusuf yvonne zachary zeynep zoe
    """.split()  # noqa: SIM905 (a list of quoted words would be six times as long)
)

# Words that are no part of a person's name, though they may stand with a capital letter.
NOT_NAMES = frozenset(
    """
    a about above accepted according account accredited active acute additional adequate adult adverse after age aged agreed all
    allergy almost also although ambulance american an anaemia analysis and anemia angio another antibody any approx april
    are arm as aspirin assay assessed assessment asthma at august available awaiting b baseline because been before began
    being below best between bilateral biopsy biopsied birth blinded blood board body bone both brain breast british brought but by c
    calcium called cancelled cancer cannot cardiac cardiology care carried case cell cells center central centre chair change changed
    chart charted check checked chemotherapy chest child chronic class clear clinic clinical clinician close code coded cohort
    collected colon comment common community compliant completed confirmed consent consented consult consultant
    consultation contact control copy coordinator could count country crf ct current currently d daily data database date day
    days dead december declined deferred denied denies department deviation diabetes diagnosed diagnosis diary did died diet
    difficult discharge discussed disease documented does dose doses double down draft drawn drug drugs due duplicate during e
    each early ecg echo echocardiogram eeg electronic elevated eligibility emergency endoscopy end enrolled entry
    epic eular european evaluated event every exam examination examined except exclusion exclusions external eye f failed failure
    family fasting fax february felt female fever file final first follow following form found fourth french friday from full
    further g gave gene general genetic german given glucose good group growth gynecologist h had handed hand has have he
    head health healthy heart height helper hematology her hepatitis high his histology history hold home hospital hrct
    human i id if ill image imaging immediate impression improved in inclusion increased index infection influenza
    information informed infusion initial initials injection injured inpatient institute insulin insurance interim internal interview intolerance
    investigation investigator iron is isolated it j january joint july june just k kidney known l lab laboratory labs
    last late left letter level levels library light likely line list liver local long los low lumbar lung lupus lymph lymphoma m made
    mail major male management march marked married may measured medical medication medications medicine meeting
    memo memorial message met method mild minor missed missing moderate monday month monthly months more morning most mount mri
    much multiple muscle mutation my n name natural nausea near negative nephrology nerve neurology never new next night no node non none
    normal north northern not note noted notes november now nurse nursing o observed obtained occasional october of off office old on
    once oncology one only onset open operation opinion or oral order orders organ original other otherwise our out outcome
    outpatient outside over own p pain panel partial participant participants part past patient patients pathology
    pending per performed performance period permanent personal pet pharmacist pharmacy phase phone physical physician plan planned plasma
    platelet please point portal positive possible post pre pregnancy prescribed prescription present previous primary prior
    private probable problem procedure progress protocol provided provider psychiatric pt public pulmonary q quality
    quarter questionnaire r radiology randomised randomized range rash rate re reaction read reading reason received recent
    record recorded records recruiting recurrence reduced referral referred refused regional register registered registry related relapse
    remission renal repeat repeated report reported reports request requested required rescreened research resolved result results
    retest review reviewed rheumatology right risk room routine royal rule s said saint sample san saturday saw scan scheduled score
    screen screened screening second section see seen self sent september serum service severe sex she short should sick side
    sign signed signs since single site skin sleep slide slight small smoker smoking so social some source south southern specialist
    specimen sponsor st stable staff stage standard start started state statement status still stomach stool stop stopped
    street stroke study subject subjects subsequent suggested summary summer sunday surgeon surgery surgical suspected sw swab
    symptom symptoms syndrome system systemic systolic t table tablet tablets taken telephone temperature ten term test
    tested testing tests that the then therapy there they third this three thursday thyroid time tissue titer titre to today
    tolerated too took total transfer transfusion translated transplant treated treatment trial triage tuesday tumor tumour two type u
    ultrasound uncertain under unit united university unknown unable until untreated up urgent urine us use used v vaccination
    vaccine value vasculitis verbal verified version very via viral virus visit visits vital vitamin void w waiting waived ward
    was week weekly weeks weight well were west western when white who with withdrawn withdrew within without woman women
    world worksheet wound written x xray y year years yes yesterday yet york young z
    raynaud hodgkin crohn sjogren sjögren behcet behçet graves hashimoto parkinson alzheimer karnofsky ecog child pugh gleason
    barrett bowman rodnan duke rai binet ann arbor bristol glasgow hamilton beck fitzpatrick kaplan meier cushing addison
    wilson gilbert lynch marfan turner down klinefelter paget bell guillain barre barré epstein barr coombs wegener takayasu
    kawasaki still felty jakob lambert eaton hamman rich smith sm
    sloan kettering mayo cleveland johns hopkins sinai charite charité dana farber anderson karolinska angeles francisco diego
    antonio-hospital quest labcorp abbott roche siemens
    coli aureus pneumoniae difficile pylori aeruginosa epidermidis albicans tuberculosis pneumophila influenzae jirovecii
    """.split()  # noqa: SIM905
)

PLACE_WORDS = frozenset(
    """hospital clinic center centre university institute laboratory laboratories labs medical school health healthcare
    infirmary hospice pharmacy klinikum krankenhaus praxis college street road avenue syndrome disease lymphoma sign score
    index criteria scale test classification grade stage phenomenon thyroiditis disease's stain virus""".split()  # noqa: SIM905
)

# Endings of drug and test names (WHO stems and the like). A known given name is stronger than its ending.
DRUG_ENDINGS = ("mab", "nib", "ine", "ate", "ol", "pril", "artan", "statin", "cillin", "mycin", "one", "ide", "pam", "zole", "cept",
                "vir", "platin", "rubicin", "taxel", "floxacin", "azine", "oxaban", "gliptin", "glutide", "tide", "parin",
                "cycline", "gram", "scopy", "graphy", "metry", "logy", "tomy", "ectomy", "itis", "osis", "emia", "aemia",
                "pathy", "penia", "globin", "phil", "cyte", "cytes", "gen", "min", "ase", "leucel", "formin", "feron", "setron",
                "lukast", "profen", "oxin", "idine", "amide", "xate", "mide", "sone", "olone", "quine", "bine", "uria")  # fmt: skip

CLINICAL_WORDS = frozenset(
    """
    admission admitted admit angiography appointment assay assessed assessment baseline biopsy blood bloods call chart chemo chemotherapy
    clinic colonoscopy collected completed confirmed consent consented consult consultation ct culture cycle death diagnosed
    diagnosis discharge discharged discussed dose dosed doses dx ecg echo echocardiogram eeg ekg endoscopy ended examined expired
    finished first flare follow-up form found from genotype hospital hospitalised hospitalized hrct icf image imaging implanted infusion
    injection lab laboratory labs last letter mammogram measured medication meeting mri negative note noted on onset operation
    pathology performed pet pft positive prescribed procedure protocol questionnaire radiograph radiology received referral
    relapse repeat repeated report result results review reviewed sample scan screened screening seen serology serum signed since
    sonography specimen spirometry start started stopped stop study surgery swab tested test therapy to transfusion transplant
    treated treatment tumour tumor ultrasound until urine vaccinated vaccination vaccine version visit xray x-ray amendment dated
    """.split()  # noqa: SIM905
)
